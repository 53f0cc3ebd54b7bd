import type { StatusListEntry, UpstreamFailure } from '../../errors/upstream-failure.js';
import { asId, asList, asRecord, asString } from '../decode.js';
import { classifyV1, isErrorEnvelope, toV1UpstreamFailure } from '../errors/classify-v1.js';
import { foreignUpstream, isHttpUrl } from '../errors/parse-download-response.js';
import { originOfV1 } from '../errors/spend-origin.js';
import { ALTERNATIVE_AGREEMENT } from '../errors/v1-codes.js';
import { getNotices, isFromAnotherCall, readEnvelope } from '../errors/v1-envelope.js';
import type { DownloadResponse } from '../model/download-response.js';
import type { UpstreamErrorKind } from '../model/error-kind.js';
import type { UpstreamResponse } from '../transport/transport.js';
import { V1_OPERATIONS } from './v1-operations.js';

/** What a download request came to. */
export interface V1DownloadResponse {
  /** One for every asset that was asked for, whatever came back. */
  readonly byAsset: ReadonlyMap<string, DownloadResponse>;
  /** What was said beside it; every link carries it too. */
  readonly notices: readonly StatusListEntry[];
  /** Getty Images says that another agreement than the chosen one paid (for one of the items, not which). */
  readonly isAlternativeAgreement: boolean;
  /** Ids in the answer that nobody asked for: a token was another asset's, and that one may have been charged. */
  readonly unexpectedAssets: readonly string[];
  readonly coordinationId: string | null;
}

interface Entry {
  readonly status: string | null;
  readonly link: string | null;
}

const OPERATION = 'CreateDownloadRequest';

/** Item statuses that are a certain no. `FailedToGetDownloadUrl` is none: nobody says whether it was debited. */
const ITEM_REFUSALS: ReadonlyMap<string, UpstreamErrorKind> = new Map<string, UpstreamErrorKind>([
  ['noaccess', { kind: 'no-authorization' }],
  ['unavailable', { kind: 'refused' }],
  ['expiredtoken', { kind: 'download-token' }],
  ['invalidtoken', { kind: 'download-token' }],
]);

/** The entries by id. One without an id cannot be matched: never by its place. */
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

/** What the envelope alone says, for items that have no entry, or all of them. */
const classifyEnvelope = (
  response: UpstreamResponse,
  envelope: ReturnType<typeof readEnvelope>,
  now: number,
): UpstreamErrorKind | null => {
  if (response.status < 300 && !isErrorEnvelope(envelope)) return null;
  // What a proxy answers says nothing of what v1 did.
  if (originOfV1(response, envelope) === 'foreign') return { kind: 'outage' };
  return classifyV1(response, envelope, now);
};

/**
 * Reads one item. A link is the proof of success whatever the words beside it are, and no link is ever thrown away
 * for them; without one, only a certain no is a refusal and the rest is unknown.
 */
const parseItem = (
  entries: readonly Entry[],
  whole: UpstreamErrorKind | null,
  hasAnyEntry: boolean,
  upstream: UpstreamFailure,
  notices: readonly StatusListEntry[],
): DownloadResponse => {
  const [url, ...others] = new Set(entries.flatMap((entry) => entry.link ?? []));
  // Two different links for one item: one of them is not this download, and nobody can tell which.
  if (others.length > 0) return { kind: 'unknown', upstream };
  if (url !== undefined) return { kind: 'link', url, notices };
  if (whole?.kind === 'outage') return { kind: 'unknown', upstream };
  if (whole !== null && !hasAnyEntry) return { kind: 'refused', errorKind: whole, upstream };
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
 * Reads the answer to a download request, item by item, for exactly the assets that were asked for. Pure; never
 * throws, because every item may have been charged.
 * @param sentId the correlation id of the call: under another one the answer is somebody else's, links and all
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
  const whole: UpstreamErrorKind | null = isOurs
    ? classifyEnvelope(response, envelope, now)
    : { kind: 'outage' };
  const context = toV1UpstreamFailure(OPERATION, response, envelope);
  // What was said to another caller, or by a proxy, is not shown either.
  const isGettys = response.status < 300 || originOfV1(response, envelope) !== 'foreign';
  const upstream = isOurs && isGettys ? context : foreignUpstream(context);
  return {
    byAsset: new Map(
      assetIds.map((id) => [
        id,
        parseItem(entries.get(id) ?? [], whole, entries.size > 0, upstream, notices),
      ]),
    ),
    notices,
    isAlternativeAgreement: notices.some((entry) => entry.code === ALTERNATIVE_AGREEMENT),
    unexpectedAssets: [...entries.keys()].filter((id) => !assetIds.includes(id)),
    coordinationId: envelope.coordinationId,
  };
};
