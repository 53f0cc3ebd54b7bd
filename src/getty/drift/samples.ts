import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseJson } from '../decode.js';
import type { DriftEvent } from './drift-watch.js';
import { isRecord } from './is-record.js';

/** Files that one process writes at most. */
const MAX_FILES = 100;
/** Characters of one sample. */
const MAX_LENGTH = 65_536;
/** Items of a list that a sample shows. */
const MAX_ITEMS = 2;
const MAX_DEPTH = 12;

/** Fields whose words are the point of a sample and name no person, customer or asset. */
const TELLING = /^(?:type|status|code|errorcode|error|asset_type|product_type|license_model|orientation)$/i;

/**
 * A body with its structure, and with nothing in it that belongs to a customer: texts, numbers and ids are replaced by
 * placeholders of the same type. Pure.
 */
export function redactSample(value: unknown, name = '', depth = 0): unknown {
  if (depth > MAX_DEPTH) return null;
  if (typeof value === 'string') return TELLING.test(name) && /^[\w.-]{1,48}$/.test(value) ? value : 'text';
  if (typeof value === 'number') return 1;
  if (Array.isArray(value))
    return value.slice(0, MAX_ITEMS).map((item) => redactSample(item, name, depth + 1));
  if (!isRecord(value)) return value;
  return Object.fromEntries(Object.keys(value).map((key) => [key, redactSample(value[key], key, depth + 1)]));
}

/** Text of one sample file, for a test to read. */
export const formatSample = ({ operation, status, kind, path, body }: DriftEvent): string =>
  `${JSON.stringify({ operation, status, kind, path, body: redactSample(parseJson(body) ?? null) }, null, 2)}\n`.slice(
    0,
    MAX_LENGTH,
  );

/**
 * Writes samples of new differences to a folder, a bounded number of bounded files.
 * @param onError is called once, when the folder cannot be written; nothing more is tried then
 */
export function createSampleWriter(
  folder: string,
  onError: (error: unknown) => void,
): (event: DriftEvent) => void {
  let count = 0;
  let isBroken = false;
  return (event) => {
    if (!event.isNew || isBroken || count >= MAX_FILES) return;
    count += 1;
    const slug = event.operation.replace(/[^A-Za-z0-9]+/g, '-').replace(/^-|-$/g, '');
    const file = join(folder, `${slug}.${event.kind}.${process.pid}-${count}.json`);
    mkdir(folder, { recursive: true })
      .then(() => writeFile(file, formatSample(event), { mode: 0o600 }))
      .catch((error: unknown) => {
        if (!isBroken) onError(error);
        isBroken = true;
      });
  };
}
