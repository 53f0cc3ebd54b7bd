import type { Clock } from '../clock.js';
import type { Getty } from '../getty/getty.js';
import { signedInRequired } from '../getty/oauth/sessions.js';
import type { GettyCall } from '../getty/session.js';
import type { Loaders } from '../loaders/loaders.js';
import type { Client } from './caller.js';
import type { Spending } from './spending/spending.js';

/** What the domain works with for one request. */
export interface RequestScope {
  readonly getty: Getty;
  readonly call: GettyCall;
  readonly loaders: Loaders;
  readonly clock: Clock;
  readonly spending: Spending;
  /** Which application asks, as far as it says so. */
  readonly client: Client;
  /** Settles when the answer left (`true`) or the client was gone before it could (`false`). Never rejects. */
  readonly delivered: Promise<boolean>;
}

/** Whether there is somebody whose products, history and entitlements could be asked for. */
export const isSignedIn = (scope: Pick<RequestScope, 'call'>): boolean =>
  scope.call.session.kind !== 'anonymous';

/** @throws ServiceError `UNAUTHENTICATED`, before anything is sent */
export const requireSignedIn = (scope: Pick<RequestScope, 'call'>): void => {
  if (!isSignedIn(scope)) throw signedInRequired();
};
