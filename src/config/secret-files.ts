import { ConfigError, type ConfigProblem } from './config-error.js';
import type { EnvVarName } from './env-schema.js';

/** Settings that may be read from the file that `NAME_FILE` names, as Docker and Kubernetes mount secrets. */
export const fileSettings = [
  'GETTY_API_KEY',
  'GETTY_API_SECRET',
  'GETTY_PASSWORD',
  'GETTY_REFRESH_TOKEN',
  'GETTY_SYSTEM_ID',
  'GETTY_SYSTEM_PASSWORD',
  'REDIS_URL',
  'REDIS_CA',
  'CLIENT_KEYS',
] as const satisfies readonly EnvVarName[];

type Env = Readonly<Record<string, string | undefined>>;

const problem = (name: string, expected: string): ConfigProblem => ({
  variable: `${name}_FILE`,
  expected,
  example: `${name}_FILE=/run/secrets/${name.toLowerCase()}`,
});

/**
 * Replaces every `NAME_FILE` by `NAME` with the content of the file, without trailing line ends.
 * @param read reads a file; throws where it cannot be read
 * @throws ConfigError naming every file that cannot be read or that contradicts `NAME`
 */
export const withSecretFiles = (env: Env, read: (path: string) => string): Env => {
  const found: Record<string, string> = {};
  const problems: ConfigProblem[] = [];
  for (const name of fileSettings) {
    const path = env[`${name}_FILE`]?.trim();
    if (path === undefined || path === '') continue;
    if ((env[name]?.trim() ?? '') !== '') {
      problems.push(problem(name, `it or ${name} to be set, not both`));
      continue;
    }
    try {
      const text = read(path).replace(/[\r\n]+$/, '');
      // Files may list one client key per line.
      found[name] = name === 'CLIENT_KEYS' ? text.split(/[\r\n]+/).join(',') : text;
      if (found[name] === '') problems.push(problem(name, 'a file that is not empty'));
    } catch {
      problems.push(problem(name, 'the path of a file that this process may read'));
    }
  }
  if (problems.length > 0) throw new ConfigError(problems);
  return { ...env, ...found };
};
