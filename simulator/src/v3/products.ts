import type { SimulatedProduct } from '../accounts/product.js';
import { authenticate, isReply, tokenRequired } from '../http/auth.js';
import { json, type Reply } from '../http/reply.js';
import type { SimulatedRequest } from '../http/simulated-request.js';
import type { State } from '../state.js';
import { readQuery, someOf } from './query.js';

const DAY = 86_400_000;

/** `GET /v3/products`: what the caller can download with, products that have ended included. */
export function products(state: State, request: SimulatedRequest): Reply {
  const query = readQuery(
    { fields: someOf('download_requirements') },
    request.query,
    'InvalidRequestParameters',
  );
  if (isReply(query)) return query;
  const caller = authenticate(state, request);
  if (isReply(caller)) return caller;
  if (caller.kind === 'key') return tokenRequired();
  // An application without a user gets an empty list, not an error.
  const withRequirements = query.has('fields');
  return json(200, {
    products: caller.account.products.map((item) => shown(item, state.clock.getty(), withRequirements)),
  });
}

function shown(item: SimulatedProduct, now: number, withRequirements: boolean): Record<string, unknown> {
  const inDays = (days: number | null): string | null =>
    days === null
      ? null
      : new Date(Math.ceil(now / DAY) * DAY + days * DAY).toISOString().replace('.000', '');
  const { overage, requirements } = item;
  return {
    id: item.id,
    name: item.name,
    type: item.type,
    status: item.status,
    application_website: 'www.gettyimages.com',
    agreement_name: item.agreementName,
    download_limit: item.downloadLimit,
    download_limit_duration: item.limitDuration,
    download_limit_reset_utc_date: inDays(item.resetsInDays),
    downloads_remaining: item.remaining,
    expiration_utc_date: inDays(item.expiresInDays),
    credits_remaining: item.type === 'creditpack' ? item.remaining : null,
    team_credits: null,
    imagepack_resolution: item.imagepackResolution,
    ...(overage === null
      ? {}
      : {
          overage: {
            limit: overage.limit,
            remaining: overage.remaining,
            count: overage.limit - overage.remaining,
            overages_reached: overage.remaining === 0,
          },
        }),
    ...(withRequirements
      ? {
          download_requirements: {
            is_note_required: requirements?.noteRequired ?? false,
            is_project_code_required: requirements?.projectCodeRequired ?? false,
            project_codes: requirements?.projectCodes ?? null,
          },
        }
      : {}),
  };
}

/** `GET /v3/customers/current`: a name, or none for an application without a user. */
export function currentCustomer(state: State, request: SimulatedRequest): Reply {
  const query = readQuery({}, request.query, 'InvalidRequestParameters');
  if (isReply(query)) return query;
  const caller = authenticate(state, request);
  if (isReply(caller)) return caller;
  if (caller.kind === 'key') return tokenRequired();
  return json(200, {
    first_name: caller.account.firstName,
    middle_name: null,
    last_name: caller.account.lastName,
  });
}
