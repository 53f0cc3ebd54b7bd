import type { DownloadServices } from '../downloads/services.js';
import type { GettyClients } from '../getty/clients/create-getty.js';
import { unauthenticatedError } from '../getty/oauth/sessions.js';
import type { GettyCall } from '../getty/session.js';
import type { Clock } from '../lib/clock.js';
import type { Loaders } from '../loaders/loaders.js';
import type { Client } from './caller.js';

/** What the domain works with for one request. */
export interface DomainContext {
  readonly getty: GettyClients;
  readonly call: GettyCall;
  readonly loaders: Loaders;
  readonly clock: Clock;
  readonly downloads: DownloadServices;
  /** Which application asks, as far as it says so. */
  readonly client: Client;
  /** Settles when the answer left (`true`) or the client was gone before it could (`false`). Never rejects. */
  readonly delivered: Promise<boolean>;
}

/** Whether the caller has an account whose products, history and entitlements can be read. */
export const isSignedIn = (scope: Pick<DomainContext, 'call'>): boolean =>
  scope.call.session.kind !== 'anonymous';

/** @throws ServiceError `UNAUTHENTICATED`, before anything is sent */
export const requireSignedIn = (scope: Pick<DomainContext, 'call'>): void => {
  if (!isSignedIn(scope)) throw unauthenticatedError();
};
