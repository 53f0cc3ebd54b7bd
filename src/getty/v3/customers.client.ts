import { asString } from '../decode.js';
import { badResponseError } from '../errors/to-service-error.js';
import type { GettyCall } from '../session.js';
import { type V3Client, v3Get } from './v3-client.js';

/** Who a token stands for. All `null`: an application, not a person. */
export interface CurrentCustomer {
  readonly firstName: string | null;
  readonly middleName: string | null;
  readonly lastName: string | null;
}

const UNKNOWN_CUSTOMER = { first_name: null, last_name: null };

/** Reads the caller's name. An application's token, for which Getty Images refuses a name, reads as no name. @throws ServiceError */
export const fetchCurrentCustomer = async (client: V3Client, call: GettyCall): Promise<CurrentCustomer> => {
  const operation = 'GET /v3/customers/current';
  const body = await v3Get(client, call, {
    group: 'account',
    operation,
    path: '/v3/customers/current',
    query: {},
    cache: 'never',
    recover: (_answer, errorKind) => (errorKind.kind === 'user-token-required' ? UNKNOWN_CUSTOMER : null),
  });
  // A response of another shape has no name either, and idempotency keys would move to another customer with it.
  // Nothing at all is how a writer that leaves nulls out says that there is no name.
  if (!('first_name' in body) && !('last_name' in body) && Object.keys(body).length > 0)
    throw badResponseError({ api: 'V3', operation }, 200, null);
  return {
    firstName: asString(body['first_name']),
    middleName: asString(body['middle_name']),
    lastName: asString(body['last_name']),
  };
};
