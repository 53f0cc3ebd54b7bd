import { describe, expect, it } from 'vitest';
import {
  type CallerIdentity,
  decideOwner,
  isSameAccount,
  ownerOf,
  readOwner,
  withCaller,
  writeOwner,
} from '../../../src/downloads/owner.js';

const UUID = '6d1f8f0e-2b55-4f9e-b1ad-8c7a2f3f9a10';
/** Version 1: made of a clock and an address, so it can be guessed. */
const UUID_OF_A_CLOCK = '6d1f8f0e-2b55-11ee-b1ad-8c7a2f3f9a10';

const person = (part: Partial<CallerIdentity> = {}): CallerIdentity => ({
  token: 'token',
  account: { hash: 'ann, easyaccess', names: 'ann' },
  service: null,
  clientKey: null,
  clientName: null,
  formerName: null,
  ...part,
});
const service = (part: Partial<CallerIdentity> = {}): CallerIdentity =>
  person({ token: null, account: null, service: 'service', ...part });
const renewed = { token: 'renewed' };
const nameless = { account: { hash: 'nobody, easyaccess', names: null } };

describe('who owns a key', () => {
  it.each<[what: string, first: CallerIdentity, now: CallerIdentity, key: string, 'owner' | 'other']>([
    ['the same token', person(), person(), 'order-1', 'owner'],
    [
      'the same token, another name',
      person(),
      person({ account: { hash: 'x', names: 'anna' } }),
      'order-1',
      'owner',
    ],
    [
      'the same token, another product',
      person(),
      person({ account: { hash: 'x', names: 'ann' } }),
      UUID,
      'owner',
    ],
    ['the same token, nameless', person(nameless), person(nameless), 'order-1', 'owner'],
    ['a renewed token, a random UUID', person(), person(renewed), UUID, 'owner'],
    ['a renewed token, a random UUID in capitals', person(), person(renewed), UUID.toUpperCase(), 'owner'],
    ['a renewed token, a UUID of a clock', person(), person(renewed), UUID_OF_A_CLOCK, 'other'],
    ['a renewed token, a few words', person(), person(renewed), 'order-1', 'other'],
    ['a renewed token, nameless', person(nameless), person({ ...nameless, ...renewed }), UUID, 'other'],
    [
      'a renewed token and another product',
      person(),
      person({ ...renewed, account: { hash: 'x', names: 'ann' } }),
      UUID,
      'other',
    ],
    [
      'a renewed token without v3',
      person({ account: null }),
      person({ ...renewed, account: null }),
      UUID,
      'other',
    ],
    ['the service', service(), service(), 'order-1', 'owner'],
    ['the service of another account', service(), service({ service: 'other' }), UUID, 'other'],
    ['the service, a caller before', person(), service(), UUID, 'other'],
    ['a caller, the service before', service(), person(), UUID, 'other'],
    ['the same client key', service({ clientKey: 'web' }), service({ clientKey: 'web' }), 'order-1', 'owner'],
    ['another client key', service({ clientKey: 'web' }), service({ clientKey: 'ios' }), UUID, 'other'],
    ['a client key, none before', service(), service({ clientKey: 'web' }), 'order-1', 'owner'],
    ['another client name', person(), person({ clientName: 'ios' }), 'order-1', 'owner'],
  ])('%s', (_, first, now, key, expected) => {
    expect(decideOwner(ownerOf(first), now, key)).toBe(expected);
  });

  it('is every token that used the key, and account facts as they were last seen', () => {
    const changed = { hash: 'ann, nothing', names: 'ann' };
    const owner = withCaller(withCaller(ownerOf(person()), person(renewed)), person({ account: changed }));
    expect(owner).toMatchObject({ tokens: ['renewed', 'token'], account: changed });
    expect(decideOwner(owner, person({ token: 'third', account: changed }), UUID)).toBe('owner');
    expect(decideOwner(owner, person({ token: 'third' }), UUID)).toBe('other');
  });

  it('remembers at most 48 tokens, the latest', () => {
    let owner = ownerOf(person());
    for (let index = 0; index < 60; index += 1)
      owner = withCaller(owner, person({ token: `token-${index}` }));
    expect([owner.tokens.length, owner.tokens.at(-1)]).toEqual([48, 'token-59']);
  });

  it('is read back as it was written, and belongs to no caller where it cannot be read', () => {
    const owner = withCaller(ownerOf(person()), person(renewed));
    expect(readOwner(writeOwner(owner))).toEqual(owner);
    for (const text of ['', 'null', '[]', '{"tokens":"token","service":7}', null])
      expect(decideOwner(readOwner(text), person(), UUID)).toBe('other');
  });
});

describe('whether a sending was paid by the caller’s account', () => {
  it.each<[what: string, sender: CallerIdentity, caller: CallerIdentity, boolean | null]>([
    ['the same token', person(), person(), true],
    ['the same service', service(), service({ clientKey: 'web' }), true],
    ['another service', service(), service({ service: 'other' }), false],
    ['a renewed token', person(), person(renewed), null],
    ['another name', person(), person({ ...renewed, account: { hash: 'x', names: 'bob' } }), false],
    ['nameless', person(), person({ ...renewed, ...nameless }), null],
    ['the service and a caller', service(), person(), null],
  ])('%s', (_, sender, caller, expected) => {
    expect(isSameAccount(ownerOf(sender), caller)).toBe(expected);
  });
});
