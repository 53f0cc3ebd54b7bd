import type { CallerIdentity } from '../../../src/downloads/owner.js';

/** The service's own account under a name: whoever has the same name is the same caller. */
export const callerOf = (name: string, part: Partial<CallerIdentity> = {}): CallerIdentity => ({
  token: null,
  account: null,
  service: name,
  clientKey: null,
  clientName: null,
  formerName: `service:${name}`,
  ...part,
});

/** A person with a token of their own. */
export const personOf = (token: string, part: Partial<CallerIdentity> = {}): CallerIdentity => ({
  token,
  account: { hash: 'facts', names: 'names' },
  service: null,
  clientKey: null,
  clientName: null,
  formerName: 'customer:facts',
  ...part,
});
