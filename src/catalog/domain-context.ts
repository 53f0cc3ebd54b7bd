import { unauthenticatedError } from '../getty/oauth/sessions.js';
import type { GettyCall } from '../getty/session.js';
import type { Client } from '../lib/request-context.js';
import type { Loaders } from '../loaders/loaders.js';
import type { Services } from './services.js';

/** What downloads and the catalog need of a request; a `RequestContext` is one. */
export interface DomainContext extends GettyCall {
  readonly loaders: Loaders;
  readonly services: Services;
  /** Which application asks, as far as it says so. */
  readonly client: Client;
  /** Resolves to `true` when the response was sent, to `false` when the client disconnected before. Never rejects. */
  readonly delivered: Promise<boolean>;
}

/** Whether the caller has an account, whose products, history and entitlements can be read. */
export const isSignedIn = (scope: Pick<DomainContext, 'session'>): boolean =>
  scope.session.kind !== 'anonymous';

/** @throws ServiceError `UNAUTHENTICATED`, before anything is sent */
export const requireSignedIn = (scope: Pick<DomainContext, 'session'>): void => {
  if (!isSignedIn(scope)) throw unauthenticatedError();
};
