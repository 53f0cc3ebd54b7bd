import type { StatusListEntry, UpstreamFailure } from '../../errors/upstream-failure.js';
import { asId, asList, asRecord, asText } from '../decode.js';
import { foreignUpstream, isLink } from '../errors/spend-answer.js';
import { originOfV1 } from '../errors/spend-origin.js';
import { judgeV1, saysError, v1Upstream } from '../errors/v1.js';
import { ALTERNATIVE_AGREEMENT } from '../errors/v1-codes.js';
import { isForeign, noticesOf, readEnvelope } from '../errors/v1-envelope.js';
import type { Verdict } from '../errors/verdict.js';
import type { SpendAnswer } from '../model/spend.js';
import type { UpstreamAnswer } from '../transport/transport.js';
import { V1_OPERATIONS } from './v1-operations.js';

/** What a download request came to. */
export interface V1DownloadAnswer {
  /** One for every asset that was asked for, whatever came back. */
  readonly byAsset: ReadonlyMap<string, SpendAnswer>;
  /** What was said beside it; every link carries it too. */
  readonly notices: readonly StatusListEntry[];
  /** Getty Images says that another agreement than the chosen one paid (for one of the items, not which). */
  readonly isAlternativeAgreement: boolean;
  /** Ids in the answer that nobody asked for: a token was another asset's, and that one may have been charged. */
  readonly strangers: readonly string[];
  readonly coordinationId: string | null;
}

interface Entry {
  readonly status: string | null;
  readonly link: string | null;
}

const OPERATION = 'CreateDownloadRequest';

/** Item statuses that are a certain no. `FailedToGetDownloadUrl` is none: nobody says whether it was debited. */
const ITEM_REFUSALS: ReadonlyMap<string, Verdict> = new Map<string, Verdict>([
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
    const url = asText(wire['UrlAttachment']);
    const entry = { status: asText(wire['Status']), link: isLink(url) ? url : null };
    byId.set(id, [...(byId.get(id) ?? []), entry]);
  }
  return byId;
};

/** What the envelope alone says, for items that have no entry, or all of them. */
const envelopeVerdict = (
  answer: UpstreamAnswer,
  envelope: ReturnType<typeof readEnvelope>,
  now: number,
): Verdict | null => {
  if (answer.status < 300 && !saysError(envelope)) return null;
  // What a proxy answers says nothing of what v1 did.
  if (originOfV1(answer, envelope) === 'foreign') return { kind: 'outage' };
  return judgeV1(answer, envelope, now);
};

/**
 * Reads one item. A link is the proof of success whatever the words beside it are, and no link is ever thrown away
 * for them; without one, only a certain no is a refusal and the rest is unknown.
 */
const itemAnswer = (
  entries: readonly Entry[],
  whole: Verdict | null,
  hasAnyEntry: boolean,
  upstream: UpstreamFailure,
  notices: readonly StatusListEntry[],
): SpendAnswer => {
  const [url, ...others] = new Set(entries.flatMap((entry) => entry.link ?? []));
  // Two different links for one item: one of them is not this download, and nobody can tell which.
  if (others.length > 0) return { kind: 'unknown', upstream };
  if (url !== undefined) return { kind: 'link', url, notices };
  if (whole?.kind === 'outage') return { kind: 'unknown', upstream };
  if (whole !== null && !hasAnyEntry) return { kind: 'refused', verdict: whole, upstream };
  const [first, ...rest] = entries;
  if (first === undefined) return { kind: 'unknown', upstream };
  const told = { ...upstream, code: first.status ?? upstream.code, message: null };
  const verdict = ITEM_REFUSALS.get(first.status?.toLowerCase() ?? '');
  const isAgreed = rest.every((entry) => entry.status?.toLowerCase() === first.status?.toLowerCase());
  return verdict === undefined || !isAgreed
    ? { kind: 'unknown', upstream: told }
    : { kind: 'refused', verdict, upstream: told };
};

/**
 * Reads the answer to a download request, item by item, for exactly the assets that were asked for. Pure; never
 * throws, because every item may have been charged.
 * @param sentId the correlation id of the call: under another one the answer is somebody else's, links and all
 */
export const readDownloadAnswer = (
  answer: UpstreamAnswer,
  assetIds: readonly string[],
  sentId: string,
  now: number,
): V1DownloadAnswer => {
  const envelope = readEnvelope(answer, V1_OPERATIONS[OPERATION].resultKeys);
  const isOurs = !isForeign(envelope, sentId);
  const entries = entriesById(isOurs ? envelope.result : null);
  const notices = isOurs ? noticesOf(envelope) : [];
  const whole: Verdict | null = isOurs ? envelopeVerdict(answer, envelope, now) : { kind: 'outage' };
  const told = v1Upstream(OPERATION, answer, envelope);
  // What was said to another caller, or by a proxy, is not shown either.
  const isGettys = answer.status < 300 || originOfV1(answer, envelope) !== 'foreign';
  const upstream = isOurs && isGettys ? told : foreignUpstream(told);
  return {
    byAsset: new Map(
      assetIds.map((id) => [
        id,
        itemAnswer(entries.get(id) ?? [], whole, entries.size > 0, upstream, notices),
      ]),
    ),
    notices,
    isAlternativeAgreement: notices.some((entry) => entry.code === ALTERNATIVE_AGREEMENT),
    strangers: [...entries.keys()].filter((id) => !assetIds.includes(id)),
    coordinationId: envelope.coordinationId,
  };
};
