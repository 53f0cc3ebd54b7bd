import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { envSchema } from '../../src/config/env-schema.js';
import { ROOT } from '../architecture/sources.js';

/** A file of `deploy/`. */
export const deployFile = (path: string): string => join(ROOT, 'deploy', path);

/** Every document of a YAML file. @throws YAMLParseError, also for a key that stands twice */
export function documentsOf(path: string): readonly Readonly<Record<string, unknown>>[] {
  return parseAllDocuments(readFileSync(deployFile(path), 'utf8')).map((document) => {
    const [error] = document.errors;
    if (error !== undefined) throw error;
    return document.toJS() as Readonly<Record<string, unknown>>;
  });
}

/** Settings that manifests already name and the service is about to read (DESIGN section 9). Must shrink to none. */
export const COMING_SETTINGS: readonly string[] = [
  'TRUSTED_PROXIES',
  'METRICS_PORT',
  'SHUTDOWN_DELAY_MS',
  'GETTY_API_KEY_FILE',
  'GETTY_API_SECRET_FILE',
  'CLIENT_KEYS_FILE',
  'REDIS_URL_FILE',
];

/** Names that the service would ignore. */
export const unknownSettings = (names: readonly string[]): readonly string[] =>
  names.filter((name) => !Object.hasOwn(envSchema, name) && !COMING_SETTINGS.includes(name));
