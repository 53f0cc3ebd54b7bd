import { asDate, asRecord, asString, parseJson } from '../getty/decode.js';
import type { DownloadFailure } from './download-failure.js';

/** Failures that say for certain that nothing was charged, and that hold for every caller who asked for the same. */
const SHARED: ReadonlySet<DownloadFailure['code']> = new Set([
  'ASSET_NOT_FOUND',
  'NOT_ENTITLED',
  'QUOTA_EXHAUSTED',
  'DOWNLOAD_REQUIREMENTS_NOT_MET',
  'DOWNLOAD_REFUSED',
]);

/**
 * A refusal for the callers that wait for the same key; `null` where each is to try for itself.
 * @param path where the refused input stands: the others' input may stand elsewhere
 */
export const writeRefusal = (failure: DownloadFailure, path: readonly string[]): string | null => {
  if (!SHARED.has(failure.code)) return null;
  const isInside = failure.field !== null && path.every((part, index) => failure.field?.[index] === part);
  return JSON.stringify({ ...failure, field: isInside ? (failure.field?.slice(path.length) ?? null) : null });
};

/** Reads `writeRefusal`. @param path where the reader's input stands */
export const readRefusal = (text: string, path: readonly string[]): DownloadFailure | null => {
  const wire = asRecord(parseJson(text));
  const code = asString(wire?.['code']);
  if (wire === null || code === null || !SHARED.has(code as DownloadFailure['code'])) return null;
  const inside = wire['field'];
  // Written by this service: only moments have another form in JSON.
  return {
    ...wire,
    field: Array.isArray(inside) ? [...path, ...inside.map(String)] : null,
    ...(code === 'QUOTA_EXHAUSTED' ? { resetsAt: asDate(wire['resetsAt']) } : {}),
  } as unknown as DownloadFailure;
};
