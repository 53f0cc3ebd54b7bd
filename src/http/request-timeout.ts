import { ServiceError } from '../errors/service-error.js';

/**
 * Milliseconds a request may take: the service's own limit, or less when the caller's `X-Request-Timeout-Ms` says so.
 * @throws ServiceError BAD_USER_INPUT when the header is no whole number above 0: whoever sends it relies on it
 */
export function requestTimeoutMs(header: string | readonly string[] | undefined, limitMs: number): number {
  if (header === undefined) return limitMs;
  if (typeof header !== 'string' || !/^\d{1,15}$/.test(header) || Number(header) === 0) {
    throw new ServiceError(
      'BAD_USER_INPUT',
      'X-Request-Timeout-Ms: expected whole milliseconds above 0, e.g. 5000.',
      {
        argument: ['X-Request-Timeout-Ms'],
      },
    );
  }
  return Math.min(Number(header), limitMs);
}
