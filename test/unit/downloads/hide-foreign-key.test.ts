import { describe, expect, it } from 'vitest';
import { type AttemptView, hideForeignKey } from '../../../src/downloads/ledger/attempt-view.js';
import type { CallerIdentity, RecordOwner } from '../../../src/downloads/owner.js';

const KEY = '3e1f3f54-2f1e-4a35-9c3e-5a3c8f0a2b11';
const account = { hash: 'names and products', names: 'names' };
const caller = (fields: Partial<CallerIdentity>): CallerIdentity => ({
  token: null,
  account: null,
  service: null,
  clientKey: null,
  clientName: null,
  formerName: null,
  ...fields,
});
const shown = (owner: Partial<RecordOwner>, to: CallerIdentity): string => {
  const entry = { owner: { tokens: [], account: null, service: null, clientKeys: [], ...owner } };
  return hideForeignKey({ idempotencyKey: KEY, entry } as unknown as AttemptView, to).idempotencyKey;
};

describe('the key of a ledger entry', () => {
  it('is shown to the token that used it', () => {
    expect(shown({ tokens: ['one'], account }, caller({ token: 'one', account }))).toBe(KEY);
  });

  it('is shown to callers of the service’s own account', () => {
    expect(shown({ service: 'service' }, caller({ service: 'service', clientKey: 'web' }))).toBe(KEY);
  });

  it('is cut for another token with the same names and products, who may be another person', () => {
    expect(shown({ tokens: ['one'], account }, caller({ token: 'two', account }))).toBe('3e1f3f54…');
  });
});
