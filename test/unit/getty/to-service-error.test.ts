import { describe, expect, it } from 'vitest';
import type { ErrorCode } from '../../../src/errors/catalog.js';
import {
  badResponseError,
  toServiceError,
  toUpstreamFailure,
  transportToServiceError,
} from '../../../src/getty/errors/to-service-error.js';
import type { UpstreamErrorKind } from '../../../src/getty/model/error-kind.js';
import type { Session } from '../../../src/getty/session.js';
import { TransportError } from '../../../src/getty/transport/errors.js';
import type { TransportErrorCode } from '../../../src/getty/transport/transport.js';

const LABEL = { api: 'V3', operation: 'GET /v3/images' } as const;
const REFUSED = {
  status: 401,
  code: 'NoAgreement',
  message: 'User has no agreement.',
  challenge: null,
  detail: null,
  retryAfterMs: null,
};
const upstream = toUpstreamFailure(LABEL, REFUSED, 'id-1');

describe('toServiceError', () => {
  const EXPECTED: Readonly<Record<UpstreamErrorKind['kind'], ErrorCode>> = {
    'token-rejected': 'UNAUTHENTICATED',
    'opaque-401': 'UNAUTHENTICATED',
    'rate-limited': 'UPSTREAM_RATE_LIMITED',
    'unknown-route': 'UPSTREAM_UNAVAILABLE',
    'key-inactive': 'API_KEY_INACTIVE',
    'no-authorization': 'FORBIDDEN',
    'quota-exhausted': 'FORBIDDEN',
    'asset-not-found': 'ASSET_NOT_FOUND',
    'user-token-required': 'USER_TOKEN_REQUIRED',
    requirements: 'FORBIDDEN',
    forbidden: 'FORBIDDEN',
    'bad-input': 'BAD_USER_INPUT',
    'download-token': 'UPSTREAM_BAD_RESPONSE',
    refused: 'UPSTREAM_BAD_RESPONSE',
    outage: 'UPSTREAM_UNAVAILABLE',
  };
  const kindOf = (kind: UpstreamErrorKind['kind']): UpstreamErrorKind => {
    if (kind === 'rate-limited') return { kind, retryAfterMs: 1234 };
    return kind === 'bad-input' ? { kind, argument: 'sort' } : { kind };
  };

  it.each(Object.entries(EXPECTED) as [UpstreamErrorKind['kind'], ErrorCode][])(
    'maps %s to %s',
    (kind, code) => {
      for (const session of ['caller', 'service'] as const) {
        const error = toServiceError(kindOf(kind), upstream, session);
        expect(error.code).toBe(code);
        expect(error.upstream).toEqual({
          api: 'V3',
          operation: 'GET /v3/images',
          httpStatus: 401,
          code: 'NoAgreement',
          message: 'User has no agreement.',
          statusList: [],
          coordinationId: 'id-1',
        });
      }
    },
  );

  const anonymous = (kind: UpstreamErrorKind['kind'], session: Session['kind'] = 'anonymous') =>
    toServiceError(kindOf(kind), upstream, session);

  it('maps a 401 without a token to the API key, and explains how to sign in where a token is required', () => {
    expect(anonymous('opaque-401').code).toBe('API_KEY_INACTIVE');
    expect(anonymous('token-rejected')).toMatchObject({ code: 'UNAUTHENTICATED' });
    expect(anonymous('token-rejected').message).toContain('Authorization: Bearer');
  });

  it('names the argument, the time to wait, and whether a retry can help', () => {
    expect(anonymous('bad-input').argument).toEqual(['sort']);
    expect(toServiceError({ kind: 'bad-input', argument: null }, upstream, 'caller').argument).toBeNull();
    expect(anonymous('rate-limited')).toMatchObject({ retryAfterMs: 1234, isRetryable: true });
    expect(anonymous('unknown-route')).toMatchObject({ isRetryable: false, isUnreachable: true });
    expect(anonymous('refused')).toMatchObject({ isRetryable: false, isUnreachable: false });
    expect(anonymous('outage')).toMatchObject({ isRetryable: true, isUnreachable: false });
  });

  it('shows at most 500 characters of Getty Images’ message', () => {
    const long = toUpstreamFailure(LABEL, { ...REFUSED, message: 'x'.repeat(5000) }, null);
    expect(long.message).toHaveLength(500);
    expect(toServiceError({ kind: 'forbidden' }, long, 'caller').message.length).toBeLessThan(600);
  });
});

describe('transportToServiceError', () => {
  const EXPECTED: Readonly<Record<TransportErrorCode, readonly [ErrorCode, isUnreachable: boolean]>> = {
    dns: ['UPSTREAM_UNAVAILABLE', true],
    'connection-refused': ['UPSTREAM_UNAVAILABLE', true],
    'connect-timeout': ['UPSTREAM_UNAVAILABLE', true],
    tls: ['UPSTREAM_UNAVAILABLE', true],
    'circuit-open': ['CIRCUIT_OPEN', true],
    'queue-full': ['RATE_LIMITED', false],
    deadline: ['UPSTREAM_TIMEOUT', false],
    'not-sent': ['UPSTREAM_UNAVAILABLE', false],
    aborted: ['UPSTREAM_TIMEOUT', false],
    timeout: ['UPSTREAM_TIMEOUT', false],
    reset: ['UPSTREAM_UNAVAILABLE', false],
    'too-large': ['UPSTREAM_BAD_RESPONSE', false],
    unreadable: ['UPSTREAM_BAD_RESPONSE', false],
  };

  it.each(Object.entries(EXPECTED))('maps %s to a service error', (transportCode, [code, isUnreachable]) => {
    const unsent = transportToServiceError(
      new TransportError(transportCode as TransportErrorCode, false, 'x'),
      LABEL,
    );
    expect(unsent).toMatchObject({ code, isUnreachable, isRetryable: true });
    expect(unsent.upstream).toMatchObject({ operation: 'GET /v3/images', httpStatus: null, message: null });
    const sent = transportToServiceError(
      new TransportError(transportCode as TransportErrorCode, true, 'x'),
      LABEL,
    );
    expect(sent, 'once sent, no other version is tried').toMatchObject({ code, isUnreachable: false });
  });

  it('has retryAfterMs and the cause', () => {
    const cause = new TransportError('circuit-open', false, 'x', 4000);
    expect(transportToServiceError(cause, LABEL)).toMatchObject({ retryAfterMs: 4000, cause });
  });

  it('reports the status of an unreadable response', () => {
    expect(badResponseError(LABEL, 200, 'id')).toMatchObject({
      code: 'UPSTREAM_BAD_RESPONSE',
      upstream: { httpStatus: 200, coordinationId: 'id' },
    });
  });
});
