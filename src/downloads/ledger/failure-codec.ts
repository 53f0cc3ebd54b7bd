import { asDate, asRecord, asString, parseJson } from '../../getty/decode.js';
import { type DownloadFailure, downloadFailure } from '../download-failure.js';

/** Characters that a failure may take in a ledger entry: entries are bounded. */
const MAX_LENGTH = 2_000;

/**
 * A refusal as the ledger holds it; without what Getty Images answered where that is long. Where even that is too long,
 * a plain refusal that names the code.
 */
export const encodeFailure = (failure: DownloadFailure): string => {
  const whole = JSON.stringify(failure);
  if (whole.length <= MAX_LENGTH) return whole;
  const short = JSON.stringify({ ...failure, upstream: null });
  if (short.length <= MAX_LENGTH) return short;
  const { code, message } = failure;
  return JSON.stringify(
    downloadFailure('DOWNLOAD_REFUSED', message.slice(0, MAX_LENGTH / 4), { upstreamCode: code }),
  );
};

/** Reads `encodeFailure`; `null` where there is none, or it cannot be read. */
export const decodeFailure = (text: string | null): DownloadFailure | null => {
  const wire = asRecord(parseJson(text ?? ''));
  if (wire === null || asString(wire['code']) === null) return null;
  // Written by this service: only moments have another form in JSON.
  return {
    ...wire,
    ...('resetsAt' in wire ? { resetsAt: asDate(wire['resetsAt']) } : {}),
  } as unknown as DownloadFailure;
};
