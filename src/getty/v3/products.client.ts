import { asBoolean, asId, asInt, asMoment, asRecord, asText, asWholeList, collect } from '../decode.js';
import { unreadable } from '../errors/read-failure.js';
import type { Overage, Product, Quota, Requirements } from '../model/product.js';
import { productTypeOf } from '../model/product-type.js';
import type { GettyCall } from '../session.js';
import { readV3, type V3Gateway } from './v3-gateway.js';

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
    period: asText(wire['download_limit_duration']),
    resetsAt: asMoment(wire['download_limit_reset_utc_date']),
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
    projectCodes: collect(wire['project_codes'], asText),
  };
};

const decodeProduct = (value: unknown): Product | null => {
  const wire = asRecord(value);
  const productId = asId(wire?.['id']);
  if (wire === null || productId === null) return null;
  const typeName = asText(wire['type']) ?? '';
  return {
    productId,
    type: productTypeOf(typeName),
    typeName,
    name: asText(wire['name']),
    agreementName: asText(wire['agreement_name']),
    // Only the word for "can be used" means that it can: a status nobody knows must not promise anything.
    status: asText(wire['status'])?.toLowerCase() === 'active' ? 'ACTIVE' : 'INACTIVE',
    expiresAt: asMoment(wire['expiration_utc_date']),
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
  gateway: V3Gateway,
  call: GettyCall,
  withRequirements: boolean,
): Promise<readonly Product[]> => {
  const operation = 'GET /v3/products';
  const body = await readV3(gateway, call, {
    group: 'account',
    operation,
    path: '/v3/products',
    query: { fields: withRequirements ? ['download_requirements'] : undefined },
    cache: 'never',
    except: (answer) => (answer.code === 'NoAgreement' || answer.code === 'NoProducts' ? NONE : null),
  });
  // An answer without the list is not one of a caller without products: keys are kept under what a caller holds.
  const products = asWholeList(body['products']);
  if (products === undefined) throw unreadable({ api: 'V3', operation }, 200, null);
  return collect(products, decodeProduct);
};
