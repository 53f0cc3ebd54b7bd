import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { envSchema } from '../../src/config/env-schema.js';
import { fileSettings } from '../../src/config/secret-files.js';
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

/** Every name under which a setting can be given, `NAME_FILE` of secrets included. */
const SETTINGS: ReadonlySet<string> = new Set([
  ...Object.keys(envSchema),
  ...fileSettings.map((name) => `${name}_FILE`),
]);

/** Names that the service would ignore. */
export const unknownSettings = (names: readonly string[]): readonly string[] =>
  names.filter((name) => !SETTINGS.has(name));
