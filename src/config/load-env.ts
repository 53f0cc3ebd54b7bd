import { readFileSync } from 'node:fs';
import { loadEnvFile } from 'node:process';
import { parseEnv } from 'node:util';
import { withSecretFiles } from './secret-files.js';

/** The environment that this process was started with. */
const inherited = { ...process.env };

const unlessMissing = (work: () => void): void => {
  try {
    work();
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
  }
};

/**
 * Merges the environment of this process (which takes precedence), a `.env` file in the working directory, and the
 * files of secrets. The only reader of `process.env`. Each call reads the files again.
 * @throws ConfigError when a secret's file cannot be read
 */
export function loadEnv(): Readonly<Record<string, string | undefined>> {
  let fromFile: Readonly<Record<string, string | undefined>> = {};
  unlessMissing(() => {
    // Libraries and worker processes read `process.env` themselves.
    loadEnvFile('.env');
    fromFile = parseEnv(readFileSync('.env', 'utf8'));
  });
  return withSecretFiles({ ...fromFile, ...inherited }, (path) => readFileSync(path, 'utf8'));
}
