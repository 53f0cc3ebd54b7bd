import { fetchCurrentCustomer } from '../../getty/v3/customers.client.js';
import { type DomainContext, isSignedIn } from '../domain-context.js';

/** Who is calling. */
export interface Viewer {
  readonly name: string | null;
  readonly isApplication: boolean;
}

/** Reads the caller's name; `null` when no caller is signed in. Getty Images has no name for an application's token. @throws ServiceError */
export const viewer = async (scope: DomainContext): Promise<Viewer | null> => {
  if (!isSignedIn(scope)) return null;
  const { firstName, middleName, lastName } = await fetchCurrentCustomer(scope.services.getty.v3, scope);
  const names = [firstName, middleName, lastName].filter((name) => name !== null);
  return { name: names.length === 0 ? null : names.join(' '), isApplication: names.length === 0 };
};
