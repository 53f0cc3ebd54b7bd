import type { ServiceError } from '../errors/service-error.js';
import { systemClock } from '../lib/clock.js';

/** Warnings of one kind are at least this far apart, ms: a client with a wrong key asks a thousand times. */
const QUIET_MS = 60_000;

/** What a warning says and how to fix it. */
interface Advice {
  readonly kind: string;
  readonly message: string;
}

/** What an operator should do about an error; `null`: nothing. Pure. */
export const adviceFor = ({
  code,
  message,
  upstream,
}: Pick<ServiceError, 'code' | 'message' | 'upstream'>): Advice | null => {
  if (code === 'UNAUTHENTICATED' && upstream?.code === 'invalid_grant')
    return {
      kind: 'sign-in',
      message:
        'Getty Images refuses the sign-in of the service’s account. Check GETTY_USERNAME and GETTY_PASSWORD (or GETTY_REFRESH_TOKEN): the password may have been changed, or the account locked.',
    };
  if (code === 'UNAUTHENTICATED' && message.startsWith('The X-Client-Key'))
    return {
      kind: 'client-key',
      message:
        'A request was refused because its X-Client-Key is not in CLIENT_KEYS. If it is one of your clients: add name:sha256 of its key, or send SIGHUP if the key was rotated after the start.',
    };
  if (code === 'PERSISTED_QUERY_NOT_ALLOWED')
    return {
      kind: 'unregistered-operation',
      message:
        'An operation was refused because it is not in PERSISTED_OPERATIONS. If a client was released with new operations: add them to the manifest (npm run manifest) and restart; PERSISTED_OPERATIONS_MODE=log lets them through meanwhile.',
    };
  return null;
};

interface Heard {
  quietUntil: number;
  count: number;
}

/** Kinds that each log was told of. */
const heard = new WeakMap<object, Map<string, Heard>>();

/**
 * Warns operators of an error that only they can fix, once a minute for each kind, with how many there were.
 * @param now ms
 */
export const warnOperator = (
  logger: { warn(facts: object, message: string): void },
  error: Pick<ServiceError, 'code' | 'message' | 'upstream'>,
  requestId: string | undefined,
  now: number = systemClock.now(),
): void => {
  const advice = adviceFor(error);
  if (advice === null) return;
  const kinds = heard.get(logger) ?? new Map<string, Heard>();
  heard.set(logger, kinds);
  const entry = kinds.get(advice.kind) ?? { quietUntil: 0, count: 0 };
  kinds.set(advice.kind, entry);
  entry.count += 1;
  if (now < entry.quietUntil) return;
  logger.warn({ requestId, count: entry.count }, advice.message);
  entry.quietUntil = now + QUIET_MS;
  entry.count = 0;
};
