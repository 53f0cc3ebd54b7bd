import { loadEnvFile } from 'node:process';

/**
 * The environment of this process, with what a `.env` file in the working directory adds to it (the environment
 * itself wins). The only place that looks at `process.env`.
 */
export function readEnvironment(): NodeJS.ProcessEnv {
  try {
    loadEnvFile('.env');
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
  }
  return process.env;
}
