import { GraphQLError } from 'graphql';
import { describe, expect, it } from 'vitest';
import { errorCatalog, errorCodes } from '../../../src/errors/catalog.js';
import { ServiceError } from '../../../src/errors/service-error.js';
import { errorCodeOf, formatError } from '../../../src/errors/to-graphql.js';

const format = (error: unknown) =>
  formatError(
    error instanceof GraphQLError
      ? error.toJSON()
      : { message: String(error), extensions: { code: 'INTERNAL_SERVER_ERROR' } },
    error,
  );
const wrapped = (error: Error) => new GraphQLError(error.message, { originalError: error, path: ['a'] });

describe('a ServiceError', () => {
  it.each(errorCodes)('%s has the catalog’s extensions', (code) => {
    const { message, path, extensions } = format(wrapped(new ServiceError(code, 'Words.')));
    expect({ message, path, extensions }).toEqual({
      message: 'Words.',
      path: ['a'],
      extensions: { code, isRetryable: errorCatalog[code].isRetryable },
    });
  });

  it('a ServiceError shows its details, never its cause or stack', () => {
    const upstream = {
      api: 'V3',
      operation: 'GET /v3/images',
      httpStatus: 500,
      code: null,
      message: null,
      statusList: [],
      coordinationId: 'c',
    } as const;
    const details = {
      argument: ['input', 'key'],
      retryAfterMs: 9,
      upstream,
      isRetryable: false,
      idempotencyKey: 'k',
      cause: new Error('secret'),
    };
    const formatted = format(wrapped(new ServiceError('OUTCOME_UNKNOWN', 'Words.', details)));
    expect(formatted.extensions).toEqual({
      code: 'OUTCOME_UNKNOWN',
      isRetryable: false,
      retryAfterMs: 9,
      upstream,
      argument: ['input', 'key'],
      idempotencyKey: 'k',
    });
    expect(JSON.stringify(formatted)).not.toMatch(/secret|stack/);
  });
});

describe('other errors', () => {
  const graphqlError = (code: string, originalError?: Error) =>
    new GraphQLError('Words.', {
      extensions: { code, stacktrace: ['at x'] },
      ...(originalError && { originalError }),
    });

  it.each([
    ['one with a code of the catalogue passes', graphqlError('RATE_LIMITED'), 'RATE_LIMITED', true],
    ['Apollo’s BAD_REQUEST', graphqlError('BAD_REQUEST'), 'BAD_USER_INPUT', false],
    ['Apollo’s unknown operation', graphqlError('OPERATION_RESOLUTION_FAILURE'), 'BAD_USER_INPUT', false],
    [
      'the innermost code is the most exact',
      graphqlError('GRAPHQL_VALIDATION_FAILED', graphqlError('BAD_USER_INPUT')),
      'BAD_USER_INPUT',
      false,
    ],
    [
      'a 4xx without a code',
      new GraphQLError('Words.', { extensions: { http: { status: 400 } } }),
      'BAD_USER_INPUT',
      false,
    ],
  ])('an error %s has the expected code', (_what, error, code, isRetryable) => {
    expect(errorCodeOf(error)).toBe(code);
    expect(format(error)).toMatchObject({ message: 'Words.', extensions: { code, isRetryable } });
    expect(JSON.stringify(format(error))).not.toMatch(/stacktrace|http/);
  });

  it.each([
    ['a bug', new TypeError('x is undefined')],
    ['a bug in a resolver', wrapped(new TypeError('x is undefined'))],
    ['a code that is not ours', graphqlError('SOMETHING_ELSE')],
    ['a value a scalar could not write', new GraphQLError('Int cannot represent "x"', { path: ['a'] })],
    ['a text', 'x is undefined'],
    ['nothing', undefined],
  ])('%s shows no detail', (_what, error) => {
    expect(errorCodeOf(error)).toBe('INTERNAL_SERVER_ERROR');
    expect(format(error)).toMatchObject({
      message: 'Internal server error.',
      extensions: { code: 'INTERNAL_SERVER_ERROR', isRetryable: false },
    });
    expect(JSON.stringify(format(error))).not.toMatch(/undefined|Words|represent/);
  });

  it('a circular chain of errors ends', () => {
    const error = Object.assign(new Error('a'), { originalError: undefined as unknown });
    error.originalError = error;
    expect(errorCodeOf(error)).toBe('INTERNAL_SERVER_ERROR');
  });
});
