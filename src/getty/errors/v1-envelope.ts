import type { StatusListEntry, StatusType } from '../../errors/upstream-failure.js';
import { asId, asRecord, asString, decodeList, parseJson } from '../decode.js';
import { upstreamText } from '../transport/sent-secrets.js';
import type { UpstreamResponse } from '../transport/transport.js';

/** How a v1 answer calls itself; words nobody knows, and none at all, read `UNKNOWN`. */
export type V1Status = 'SUCCESS' | 'WARNING' | 'ERROR' | 'UNKNOWN';

/** A v1 answer as far as every operation shares it. Every v1 answer has one, be it an empty one. */
export interface V1Envelope {
  /** `false`: no `ResponseHeader`, so nothing says how the operation went. */
  readonly hasHeader: boolean;
  readonly status: V1Status;
  readonly statusList: readonly StatusListEntry[];
  /** The operation's own part; `null` where v1 left it out, as it does with an error. */
  readonly result: Readonly<Record<string, unknown>> | null;
  /** Getty Images' echo of the id that was sent; often not there. */
  readonly coordinationId: string | null;
}

const STATUSES: ReadonlyMap<string, V1Status> = new Map([
  ['success', 'SUCCESS'],
  ['warning', 'WARNING'],
  ['error', 'ERROR'],
]);

const TYPES: ReadonlyMap<string, StatusType> = new Map([
  ['information', 'INFORMATION'],
  ['warning', 'WARNING'],
  ['error', 'ERROR'],
]);

const readEntry = (response: UpstreamResponse, value: unknown): StatusListEntry | null => {
  const wire = asRecord(value);
  const code = upstreamText(response, asId(wire?.['Code']));
  const message = upstreamText(response, asString(wire?.['Message']));
  if (code === null && message === null) return null;
  return {
    type: TYPES.get(asString(wire?.['Type'])?.toLowerCase() ?? '') ?? 'UNKNOWN',
    // A sentence without a code is still something that Getty Images said.
    code: code ?? '',
    message,
  };
};

/**
 * Opens a v1 answer. Getty Images documents `Success`, `Warning` and `Error`, its service writes them in lower case,
 * and HTTP says 200 to all three. Whatever is no envelope (HTML, a gateway's JSON, nothing) reads as an empty one.
 * @param resultKeys the names the operation's own part may have, the documented one first
 */
export const readEnvelope = (response: UpstreamResponse, resultKeys: readonly string[]): V1Envelope => {
  const body = asRecord(parseJson(response.body));
  const header = asRecord(body?.['ResponseHeader']);
  const list = header?.['StatusList'];
  const key = resultKeys.find((name) => asRecord(body?.[name]) !== null);
  return {
    hasHeader: header !== null,
    status: STATUSES.get(asString(header?.['Status'])?.toLowerCase() ?? '') ?? 'UNKNOWN',
    // A single entry where a list is documented is what XML turned into JSON gives for a list of one.
    statusList: decodeList(Array.isArray(list) ? list : [list], (value) => readEntry(response, value)),
    result: key === undefined ? null : asRecord(body?.[key]),
    coordinationId: upstreamText(response, asId(header?.['CoordinationId'])),
  };
};

/**
 * Whether an answer belongs to another call: it names an id and it is not ours. An answer that names none is taken,
 * because Getty Images leaves the id out of some operations' answers.
 */
export const isFromAnotherCall = (envelope: Pick<V1Envelope, 'coordinationId'>, sent: string): boolean =>
  envelope.coordinationId !== null && envelope.coordinationId !== sent;

/** What v1 said beside a success: everything in the list that is no error. */
export const getNotices = (envelope: V1Envelope): readonly StatusListEntry[] =>
  envelope.statusList.filter((entry) => entry.type !== 'ERROR');
