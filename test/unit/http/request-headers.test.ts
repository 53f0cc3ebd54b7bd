import { describe, expect, it } from 'vitest';
import { parseRequestId, requestTimeoutMs } from '../../../src/http/request-context.js';

describe('X-Request-Id', () => {
  it.each<[string | string[] | undefined, string]>([
    ['abc', 'abc'],
    ['A.b_c-1', 'A.b_c-1'],
    ['x'.repeat(64), 'x'.repeat(64)],
    ['x'.repeat(65), 'made'],
    ['', 'made'],
    [undefined, 'made'],
    ['a b', 'made'],
    ['a\r\nset-cookie: x', 'made'],
    ['ä', 'made'],
    [['a', 'b'], 'made'],
  ])('X-Request-Id %j becomes %s', (header, id) => {
    expect(parseRequestId(header, () => 'made')).toBe(id);
  });

  it('a generated request id is a UUID', () => {
    expect(parseRequestId(undefined)).toMatch(/^[0-9a-f-]{36}$/);
  });
});

describe('X-Request-Timeout-Ms', () => {
  it.each<[string | undefined, number]>([
    [undefined, 30_000],
    ['1', 1],
    ['5000', 5_000],
    ['30001', 30_000],
    ['999999999999', 30_000],
  ])('X-Request-Timeout-Ms %j gives %d', (header, expected) => {
    expect(requestTimeoutMs(header, 30_000)).toBe(expected);
  });

  it.each(['0', '-1', '1.5', '1e3', 'soon', '', ' '])(
    'X-Request-Timeout-Ms %j is BAD_USER_INPUT',
    (header) => {
      expect(() => requestTimeoutMs(header, 30_000)).toThrow(
        expect.objectContaining({ code: 'BAD_USER_INPUT' }),
      );
    },
  );
});
