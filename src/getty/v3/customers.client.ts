import { asText } from '../decode.js';
import { unreadable } from '../errors/read-failure.js';
import type { GettyCall } from '../session.js';
import { readV3, type V3Gateway } from './v3-gateway.js';

/** Who a token stands for. All `null`: an application, not a person. */
export interface CurrentCustomer {
  readonly firstName: string | null;
  readonly middleName: string | null;
  readonly lastName: string | null;
}

const NOBODY = { first_name: null, last_name: null };

/** Who is calling. An application's token, where Getty Images refuses to name anybody for it, reads as nobody. @throws ServiceError */
export const fetchCurrentCustomer = async (gateway: V3Gateway, call: GettyCall): Promise<CurrentCustomer> => {
  const operation = 'GET /v3/customers/current';
  const body = await readV3(gateway, call, {
    group: 'account',
    operation,
    path: '/v3/customers/current',
    query: {},
    cache: 'never',
    except: (_answer, verdict) => (verdict.kind === 'user-token-required' ? NOBODY : null),
  });
  // An answer of another shape names nobody either, and idempotency keys would move to another customer with it.
  // Nothing at all is how a writer that leaves nulls out says that there is no name.
  if (!('first_name' in body) && !('last_name' in body) && Object.keys(body).length > 0)
    throw unreadable({ api: 'V3', operation }, 200, null);
  return {
    firstName: asText(body['first_name']),
    middleName: asText(body['middle_name']),
    lastName: asText(body['last_name']),
  };
};
