import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { readConfig } from '../../../src/config/read-config.js';
import { authenticate } from '../../../src/http/authenticate.js';

const hash = (key: string) => createHash('sha256').update(key).digest('hex');
const clientKeys = `web:${hash('web-key')},ios:${hash('ios-key')},desk:${hash('desk-key')}:all`;
const open = readConfig({ SERVICE_ACCOUNT_ACCESS: 'open' }).access;
const keys = readConfig({ SERVICE_ACCOUNT_ACCESS: 'keys', CLIENT_KEYS: clientKeys }).access;
const off = readConfig({ SERVICE_ACCOUNT_ACCESS: 'off' }).access;
const unauthenticated = expect.objectContaining({ code: 'UNAUTHENTICATED' });

describe('authentication', () => {
  it.each([
    ['open, nothing sent', open, {}, { kind: 'service' }],
    ['open, an unnecessary key', open, { 'x-client-key': 'any' }, { kind: 'service' }],
    ['keys, nothing sent', keys, {}, { kind: 'anonymous' }],
    ['keys, a known key', keys, { 'x-client-key': 'ios-key' }, { kind: 'service', clientKey: 'ios' }],
    [
      'keys, one that may see every client’s ledger entries',
      keys,
      { 'x-client-key': 'desk-key' },
      { kind: 'service', clientKey: 'desk', seesAll: true },
    ],
    ['off, nothing sent', off, {}, { kind: 'anonymous' }],
    ['off, a key', off, { 'x-client-key': 'ios-key' }, { kind: 'anonymous' }],
    [
      'a token, whatever the access',
      off,
      { authorization: 'Bearer abc|1+/=' },
      { kind: 'token', token: 'abc|1+/=' },
    ],
    [
      'a token beats a key',
      keys,
      { authorization: 'bearer t', 'x-client-key': 'wrong' },
      { kind: 'token', token: 't' },
    ],
  ])('the caller with %s is recognized', (_what, access, headers, caller) => {
    expect(authenticate(headers, access).caller).toEqual(caller);
  });

  it.each([
    '',
    'Bearer',
    'Bearer ',
    'Basic dXNlcjpw',
    'abc',
    'Bearer a b',
    'Bearer ä',
    'Bearer a\u0001',
    `Bearer ${'x'.repeat(9_000)}`,
  ])('an invalid Authorization header is refused, not ignored: %j', (authorization) => {
    for (const access of [open, keys, off])
      expect(() => authenticate({ authorization }, access)).toThrow(unauthenticated);
  });

  it.each(['', 'web', 'web-key ', hash('web-key'), 'web-key, web-key'])(
    'a wrong client key is refused, also for public reads: %j',
    (key) => {
      expect(() => authenticate({ 'x-client-key': key }, keys)).toThrow(unauthenticated);
    },
  );

  it('a caller’s name in budgets and logs reveals no token', () => {
    const principals = [
      authenticate({}, open),
      authenticate({}, off),
      authenticate({ 'x-client-key': 'web-key' }, keys),
      authenticate({ authorization: 'Bearer sesame' }, off),
    ].map(({ principal }) => principal);
    expect(principals).toEqual([
      'service',
      'anonymous',
      'client:web',
      expect.stringMatching(/^token:[\w-]{43}$/),
    ]);
  });
});
