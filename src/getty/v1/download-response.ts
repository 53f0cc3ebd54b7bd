import type { StatusListEntry, UpstreamFailure } from '../../errors/upstream-failure.js';
import { asId, asList, asRecord, asString } from '../decode.js';
import { classifyV1, isErrorEnvelope, toV1UpstreamFailure } from '../errors/classify-v1.js';
import { foreignUpstream, isHttpUrl } from '../errors/parse-download-response.js';
import { originOfV1 } from '../errors/response-origin.js';
import { ALTERNATIVE_AGREEMENT } from '../errors/v1-codes.js';
import { getNotices, isFromAnotherCall, readEnvelope } from '../errors/v1-envelope.js';
import type { DownloadResponse } from '../model/download-response.js';
import type { UpstreamErrorKind } from '../model/error-kind.js';
import type { UpstreamResponse } from '../transport/transport.js';
import { V1_OPERATIONS } from './v1-operations.js';

/** Decoded response to `CreateDownloadRequest`. */
export interface V1DownloadResponse {
  /** One result for every requested asset, whatever the response holds. */
  readonly byAsset: ReadonlyMap<string, DownloadResponse>;
  /** Notices of the response; every link has them too. */
  readonly notices: readonly StatusListEntry[];
  /** Whether another agreement than the chosen one was charged (for one of the items; Getty Images does not say which). */
  readonly isAlternativeAgreement: boolean;
  /** Ids in the response that were not requested: a token belonged to another asset, which may have been charged. */
  readonly unexpectedAssets: readonly string[];
  readonly coordinationId: string | null;
}

interface Entry {
  readonly status: string | null;
  readonly link: string | null;
}

const OPERATION = 'CreateDownloadRequest';

/** Item statuses that prove that nothing was charged. `FailedToGetDownloadUrl` does not: it may have been debited. */
const ITEM_REFUSALS: ReadonlyMap<string, UpstreamErrorKind> = new Map<string, UpstreamErrorKind>([
  ['noaccess', { kind: 'no-authorization' }],
  ['unavailable', { kind: 'refused' }],
  ['expiredtoken', { kind: 'download-token' }],
  ['invalidtoken', { kind: 'download-token' }],
]);

/** Groups the entries by id, never by position. An entry without an id is ignored. */
const entriesById = (result: Readonly<Record<string, unknown>> | null): ReadonlyMap<string, Entry[]> => {
  const byId = new Map<string, Entry[]>();
  for (const item of asList(result?.['DownloadUrls'])) {
    const wire = asRecord(item);
    // Videos come back under the second name.
    const id = asId(wire?.['ImageId']) ?? asId(wire?.['AssetId']);
    if (wire === null || id === null) continue;
    const url = asString(wire['UrlAttachment']);
    const entry = { status: asString(wire['Status']), link: isHttpUrl(url) ? url : null };
    byId.set(id, [...(byId.get(id) ?? []), entry]);
  }
  return byId;
};

/** Classifies the envelope, for items without an entry; `null` for a success. */
const classifyEnvelope = (
  response: UpstreamResponse,
  envelope: ReturnType<typeof readEnvelope>,
  now: number,
): UpstreamErrorKind | null => {
  if (response.status < 300 && !isErrorEnvelope(envelope)) return null;
  // The response of a proxy says nothing about what v1 did.
  if (originOfV1(response, envelope) === 'foreign') return { kind: 'outage' };
  return classifyV1(response, envelope, now);
};

/**
 * Decodes one item. A link proves success, whatever status is beside it, and is never dropped; without a link, only a
 * status that proves that nothing was charged is a refusal, and any other is unknown.
 */
const parseItem = (
  entries: readonly Entry[],
  requestError: UpstreamErrorKind | null,
  hasAnyEntry: boolean,
  upstream: UpstreamFailure,
  notices: readonly StatusListEntry[],
): DownloadResponse => {
  const [url, ...others] = new Set(entries.flatMap((entry) => entry.link ?? []));
  // Of two different links for one item, one belongs to another download, and it is unknown which.
  if (others.length > 0) return { kind: 'unknown', upstream };
  if (url !== undefined) return { kind: 'link', url, notices };
  if (requestError?.kind === 'outage') return { kind: 'unknown', upstream };
  if (requestError !== null && !hasAnyEntry) return { kind: 'refused', errorKind: requestError, upstream };
  const [first, ...rest] = entries;
  if (first === undefined) return { kind: 'unknown', upstream };
  const context = { ...upstream, code: first.status ?? upstream.code, message: null };
  const errorKind = ITEM_REFUSALS.get(first.status?.toLowerCase() ?? '');
  const isAgreed = rest.every((entry) => entry.status?.toLowerCase() === first.status?.toLowerCase());
  return errorKind === undefined || !isAgreed
    ? { kind: 'unknown', upstream: context }
    : { kind: 'refused', errorKind, upstream: context };
};

/**
 * Decodes the response to a download request, item by item, for exactly the requested assets. Pure; never throws,
 * because every item may have been charged.
 * @param sentId the coordination id of the request: a response with another one belongs to another request, links
 *   included
 */
export const parseV1DownloadResponse = (
  response: UpstreamResponse,
  assetIds: readonly string[],
  sentId: string,
  now: number,
): V1DownloadResponse => {
  const envelope = readEnvelope(response, V1_OPERATIONS[OPERATION].resultKeys);
  const isOurs = !isFromAnotherCall(envelope, sentId);
  const entries = entriesById(isOurs ? envelope.result : null);
  const notices = isOurs ? getNotices(envelope) : [];
  const requestError: UpstreamErrorKind | null = isOurs
    ? classifyEnvelope(response, envelope, now)
    : { kind: 'outage' };
  const context = toV1UpstreamFailure(OPERATION, response, envelope);
  // The text of a response to another caller, or of a proxy, is not shown either.
  const isGettys = response.status < 300 || originOfV1(response, envelope) !== 'foreign';
  const upstream = isOurs && isGettys ? context : foreignUpstream(context);
  return {
    byAsset: new Map(
      assetIds.map((id) => [
        id,
        parseItem(entries.get(id) ?? [], requestError, entries.size > 0, upstream, notices),
      ]),
    ),
    notices,
    isAlternativeAgreement: notices.some((entry) => entry.code === ALTERNATIVE_AGREEMENT),
    unexpectedAssets: [...entries.keys()].filter((id) => !assetIds.includes(id)),
    coordinationId: envelope.coordinationId,
  };
};
