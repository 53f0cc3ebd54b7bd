import { readFileSync } from 'node:fs';
import { loadEnvFile } from 'node:process';
import { parseEnv } from 'node:util';
import { withSecretFiles } from './secret-files.js';

/** As this process was started. */
const inherited = { ...process.env };

const unlessMissing = (work: () => void): void => {
  try {
    work();
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
  }
};

/**
 * The environment of this process, with what a `.env` file in the working directory adds to it (the environment
 * itself wins) and with the secrets that files hold. The only place that looks at `process.env`. Each call reads the
 * files anew.
 * @throws ConfigError when a secret's file cannot be read
 */
export function loadEnv(): Readonly<Record<string, string | undefined>> {
  let fromFile: Readonly<Record<string, string | undefined>> = {};
  unlessMissing(() => {
    // Libraries and worker processes look at the environment themselves.
    loadEnvFile('.env');
    fromFile = parseEnv(readFileSync('.env', 'utf8'));
  });
  return withSecretFiles({ ...fromFile, ...inherited }, (path) => readFileSync(path, 'utf8'));
}
