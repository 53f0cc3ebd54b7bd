import { COLLECTIONS, COUNTRIES } from '../catalog/words.js';
import { authenticate, isReply } from '../http/auth.js';
import { json, type Reply } from '../http/reply.js';
import type { SimulatedRequest } from '../http/simulated-request.js';
import type { State } from '../state.js';
import { cacheable } from './caching.js';
import { readQuery } from './query.js';

/** `GET /v3/collections`: the collections that the searches' `collection_codes` name. */
export function collections(state: State, request: SimulatedRequest): Reply {
  return listOf(state, request, {
    collections: COLLECTIONS.map(([code, id, name]) => {
      const isEditorial = id > 300;
      return {
        id,
        code,
        name,
        asset_family: isEditorial ? 'editorial' : 'creative',
        license_model: isEditorial ? 'rightsmanaged' : 'royaltyfree',
        product_types: isEditorial ? ['editorialsubscription', 'premiumaccess'] : ['easyaccess', 'imagepack'],
      };
    }),
  });
}

/** `GET /v3/countries`: every country that the catalog has places in, by name. */
export function countries(state: State, request: SimulatedRequest): Reply {
  return listOf(state, request, {
    countries: Object.values(COUNTRIES)
      .map(([alpha2, alpha3, name]) => ({ iso_alpha_2: alpha2, iso_alpha_3: alpha3, name }))
      .sort((a, b) => (a.name < b.name ? -1 : 1)),
  });
}

function listOf(state: State, request: SimulatedRequest, list: object): Reply {
  const query = readQuery({}, request.query, 'InvalidParameterValue');
  if (isReply(query)) return query;
  const caller = authenticate(state, request);
  return isReply(caller) ? caller : cacheable(state, json(200, list));
}
