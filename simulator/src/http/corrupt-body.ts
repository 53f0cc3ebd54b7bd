import type { Fault, V1Item } from '../types.js';

/** The same body with every value of another type: lists become text, text numbers, numbers text. */
export function corruptTypes(text: string): string {
  const value = parse(text);
  if (value === undefined || value === null || typeof value !== 'object')
    return JSON.stringify([value ?? null]);
  if (Array.isArray(value)) return JSON.stringify({ list: value });
  return JSON.stringify(
    Object.fromEntries(Object.entries(value).map(([name, entry]) => [name, otherType(entry)])),
  );
}

function otherType(value: unknown): unknown {
  if (typeof value === 'string') return 7;
  if (typeof value === 'number') return 'seven';
  return 'not what you expected';
}

const LISTS = ['Images', 'Videos', 'DownloadUrls', 'PreviousDownloads', 'ProductOfferings'];

/** A v1 body as the fault's hooks leave it. */
export function rewriteV1(fault: Fault, text: string): string {
  const envelope = parse(text);
  if (!isRecord(envelope)) return text;
  const header = envelope['ResponseHeader'];
  if (fault.v1Header !== undefined && isRecord(header)) envelope['ResponseHeader'] = fault.v1Header(header);
  for (const [key, result] of Object.entries(envelope)) {
    if (key === 'ResponseHeader' || !isRecord(result) || fault.v1Items === undefined) continue;
    for (const name of LISTS) {
      const items = result[name];
      if (Array.isArray(items)) result[name] = fault.v1Items(items as V1Item[]);
    }
  }
  return JSON.stringify(envelope);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
