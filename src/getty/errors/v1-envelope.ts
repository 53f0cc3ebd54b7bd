import type { StatusListEntry, StatusType } from '../../errors/upstream-failure.js';
import { asId, asRecord, asString, decodeList, parseJson } from '../decode.js';
import { upstreamText } from '../transport/sent-secrets.js';
import type { UpstreamResponse } from '../transport/transport.js';

/** `Status` of a v1 response; `UNKNOWN` where it is missing or an unknown word. */
export type V1Status = 'SUCCESS' | 'WARNING' | 'ERROR' | 'UNKNOWN';

/** The part of a v1 response that all operations share. Every response is decoded to one, if only an empty one. */
export interface V1Envelope {
  /** `false`: there is no `ResponseHeader`, so the outcome of the operation is unknown. */
  readonly hasHeader: boolean;
  readonly status: V1Status;
  readonly statusList: readonly StatusListEntry[];
  /** The result of the operation; `null` where v1 left it out, as it does with an error. */
  readonly result: Readonly<Record<string, unknown>> | null;
  /** Getty Images' echo of the id that was sent; often missing. */
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
    // A message without a code is kept: it is part of Getty Images' reason.
    code: code ?? '',
    message,
  };
};

/**
 * Decodes the envelope of a v1 response. Getty Images documents `Success`, `Warning` and `Error`, its service sends them
 * in lower case, and all three have HTTP status 200. Anything else (HTML, a gateway's JSON, nothing) decodes to an empty
 * envelope.
 * @param resultKeys the names that the operation's result may have, the documented one first
 */
export const readEnvelope = (response: UpstreamResponse, resultKeys: readonly string[]): V1Envelope => {
  const body = asRecord(parseJson(response.body));
  const header = asRecord(body?.['ResponseHeader']);
  const list = header?.['StatusList'];
  const key = resultKeys.find((name) => asRecord(body?.[name]) !== null);
  return {
    hasHeader: header !== null,
    status: STATUSES.get(asString(header?.['Status'])?.toLowerCase() ?? '') ?? 'UNKNOWN',
    // XML that was converted to JSON has a single entry in place of a list of one.
    statusList: decodeList(Array.isArray(list) ? list : [list], (value) => readEntry(response, value)),
    result: key === undefined ? null : asRecord(body?.[key]),
    coordinationId: upstreamText(response, asId(header?.['CoordinationId'])),
  };
};

/**
 * Whether a response belongs to another request: it has an id, and not the one that was sent. A response without an id is
 * accepted, because Getty Images omits it for some operations.
 */
export const isFromAnotherCall = (envelope: Pick<V1Envelope, 'coordinationId'>, sent: string): boolean =>
  envelope.coordinationId !== null && envelope.coordinationId !== sent;

/** Notices of a success: every entry of the list that is not an error. */
export const getNotices = (envelope: V1Envelope): readonly StatusListEntry[] =>
  envelope.statusList.filter((entry) => entry.type !== 'ERROR');
