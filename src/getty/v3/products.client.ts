import { asBoolean, asDate, asId, asInt, asRecord, asRequiredList, asString, decodeList } from '../decode.js';
import { badResponseError } from '../errors/to-service-error.js';
import type { Overage, Product, Quota, Requirements } from '../model/product.js';
import { parseProductType } from '../model/product-type.js';
import type { GettyCall } from '../session.js';
import { type V3Client, v3Get } from './v3-client.js';

const decodeOverage = (value: unknown): Overage | null => {
  const wire = asRecord(value);
  if (wire === null) return null;
  return {
    limit: asInt(wire['limit']),
    used: asInt(wire['count']),
    remaining: asInt(wire['remaining']),
    isReached: asBoolean(wire['overages_reached']),
  };
};

const decodeQuota = (wire: Readonly<Record<string, unknown>>): Quota | null => {
  const limit = asInt(wire['download_limit']);
  const remaining = asInt(wire['downloads_remaining']);
  const creditsRemaining = asInt(wire['credits_remaining']);
  const overage = decodeOverage(wire['overage']);
  // Neither a limit nor credits: the product has none, and a quota full of nulls would say less than null does.
  if (limit === null && remaining === null && creditsRemaining === null && overage === null) return null;
  return {
    limit,
    remaining,
    used: limit === null || remaining === null ? null : Math.max(0, limit - remaining),
    period: asString(wire['download_limit_duration']),
    resetsAt: asDate(wire['download_limit_reset_utc_date']),
    overage,
    creditsRemaining,
  };
};

/** `download_requirements`: only there when asked for. */
export const decodeRequirements = (value: unknown): Requirements | null => {
  const wire = asRecord(value);
  if (wire === null) return null;
  return {
    isNoteRequired: asBoolean(wire['is_note_required']) ?? false,
    isProjectCodeRequired: asBoolean(wire['is_project_code_required']) ?? false,
    projectCodes: decodeList(wire['project_codes'], asString),
  };
};

const decodeProduct = (value: unknown): Product | null => {
  const wire = asRecord(value);
  const productId = asId(wire?.['id']);
  if (wire === null || productId === null) return null;
  const typeName = asString(wire['type']) ?? '';
  return {
    productId,
    type: parseProductType(typeName),
    typeName,
    name: asString(wire['name']),
    agreementName: asString(wire['agreement_name']),
    // Only the word for "can be used" means that it can: an unknown status must not promise anything.
    status: asString(wire['status'])?.toLowerCase() === 'active' ? 'ACTIVE' : 'INACTIVE',
    expiresAt: asDate(wire['expiration_utc_date']),
    quota: decodeQuota(wire),
    requirements: decodeRequirements(wire['download_requirements']),
  };
};

const NONE = { products: [] };

/**
 * The caller's products, with what is left of each; never from a cache. An agreement-less user (401 `NoAgreement`)
 * simply has none.
 * @param withRequirements also asks what each wants to be told at a download
 * @throws ServiceError
 */
export const fetchProducts = async (
  client: V3Client,
  call: GettyCall,
  withRequirements: boolean,
): Promise<readonly Product[]> => {
  const operation = 'GET /v3/products';
  const body = await v3Get(client, call, {
    group: 'account',
    operation,
    path: '/v3/products',
    query: { fields: withRequirements ? ['download_requirements'] : undefined },
    cache: 'never',
    recover: (response) => (response.code === 'NoAgreement' || response.code === 'NoProducts' ? NONE : null),
  });
  // An answer without the list is not one of a caller without products: keys are kept under what a caller holds.
  const products = asRequiredList(body['products']);
  if (products === undefined) throw badResponseError({ api: 'V3', operation }, 200, null);
  return decodeList(products, decodeProduct);
};
