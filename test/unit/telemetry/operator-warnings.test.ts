import { describe, expect, it } from 'vitest';
import { ServiceError } from '../../../src/errors/service-error.js';
import { adviceFor, warnOperator } from '../../../src/telemetry/operator-warnings.js';

const upstream = {
  api: null,
  operation: 'POST /oauth2/token',
  httpStatus: 400,
  code: 'invalid_grant',
  message: null,
  statusList: [],
  coordinationId: null,
} as never;

describe('a warning for operators', () => {
  it.each([
    ['a wrong password', new ServiceError('UNAUTHENTICATED', 'no', { upstream }), /GETTY_PASSWORD/],
    [
      'a refused client key',
      new ServiceError('UNAUTHENTICATED', 'The X-Client-Key is not one that this service knows.'),
      /CLIENT_KEYS/,
    ],
    [
      'a refused operation',
      new ServiceError('PERSISTED_QUERY_NOT_ALLOWED', 'Only registered operations run here.'),
      /PERSISTED_OPERATIONS/,
    ],
  ])('of %s says what to do', (_what, error, expected) => {
    expect(adviceFor(error)?.message).toMatch(expected);
  });

  it('is not given for an error that the caller can fix', () => {
    expect(adviceFor(new ServiceError('UNAUTHENTICATED', 'Nobody is signed in.'))).toBeNull();
    expect(adviceFor(new ServiceError('BAD_USER_INPUT', 'first: 101 is out of range.'))).toBeNull();
  });

  it('comes once a minute for each kind, with how many there were', () => {
    const lines: object[] = [];
    const logger = { warn: (facts: object) => void lines.push(facts) };
    const error = new ServiceError('PERSISTED_QUERY_NOT_ALLOWED', 'Only registered operations run here.');
    for (const now of [100_000, 100_001, 159_999, 160_000]) warnOperator(logger, error, `at-${now}`, now);
    expect(lines).toEqual([
      { requestId: 'at-100000', count: 1 },
      { requestId: 'at-160000', count: 3 },
    ]);
  });
});
