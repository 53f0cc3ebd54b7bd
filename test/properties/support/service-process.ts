import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Simulator } from '../../../simulator/src/index.js';

const root = fileURLToPath(new URL('../../..', import.meta.url));

/** The service as it is shipped: compiled, in a folder of its own. */
export interface Build {
  readonly folder: string;
  remove(): void;
}

/** Compiles the service; it takes a second or two. */
export async function buildService(): Promise<Build> {
  const folder = mkdtempSync(join(tmpdir(), 'getty-graphql-'));
  const compiler = join(root, 'node_modules/typescript/bin/tsc');
  const args = [compiler, '-p', join(root, 'tsconfig.build.json'), '--outDir', folder];
  // Transpile only: the type check is a separate step.
  await promisify(execFile)(process.execPath, args, { cwd: root }).catch(() => undefined);
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'), 'dir');
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** The exit of a process. */
export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly output: string;
}

/** A service in a process of its own. */
export interface ServiceProcess {
  readonly url: string;
  readonly ended: Promise<Ended>;
  kill(signal: NodeJS.Signals): void;
  /** Ends it, if it still runs. */
  stop(): Promise<Ended>;
}

/** The production settings of a service in front of a simulator. */
export const production = (
  simulator: Pick<Simulator, 'url' | 'apiKey' | 'apiSecret'>,
  more: Readonly<Record<string, string>> = {},
): Record<string, string> => ({
  NODE_ENV: 'production',
  HOST: '127.0.0.1',
  PORT: '0',
  SERVICE_ACCOUNT_ACCESS: 'open',
  GETTY_API_KEY: simulator.apiKey,
  GETTY_API_SECRET: simulator.apiSecret,
  GETTY_API_URL: simulator.url,
  GETTY_AUTH_URL: simulator.url,
  GETTY_CONNECT_URL: simulator.url,
  ...more,
});

interface Launched {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
  readonly output: () => string;
}

function launch({ folder }: Build, env: Readonly<Record<string, string>>): Launched {
  const child = spawn(process.execPath, [join(folder, 'src/main.js')], {
    cwd: folder,
    env: { PATH: process.env.PATH ?? '', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  child.stdout?.on('data', (chunk: Buffer) => {
    output += chunk.toString();
  });
  child.stderr?.on('data', (chunk: Buffer) => {
    output += chunk.toString();
  });
  const killWithUs = (): void => {
    child.kill('SIGKILL');
  };
  process.once('exit', killWithUs);
  const ended = new Promise<Ended>((resolve) => {
    child.once('close', (code, signal) => {
      process.removeListener('exit', killWithUs);
      resolve({ code, signal, output });
    });
  });
  return { child, ended, output: () => output };
}

/** Starts a service that is expected not to. */
export const startInVain = (build: Build, env: Readonly<Record<string, string>>): Promise<Ended> =>
  launch(build, env).ended;

/** Starts a service and waits until it listens. */
export async function startService(
  build: Build,
  env: Readonly<Record<string, string>>,
): Promise<ServiceProcess> {
  const { child, ended, output } = launch(build, env);
  const url = await new Promise<string>((resolve, reject) => {
    const look = (): void => {
      const found = /"url":"(http:[^"]+)".*"msg":"listening"/.exec(output())?.[1];
      if (found !== undefined) resolve(found);
    };
    child.stdout?.on('data', look);
    ended.then(() => reject(new Error(`The service did not start:\n${output()}`)));
  });
  const kill = (signal: NodeJS.Signals): void => {
    child.kill(signal);
  };
  return {
    url,
    ended,
    kill,
    stop: () => {
      kill('SIGKILL');
      return ended;
    },
  };
}

/** The response to a download. */
export interface DownloadAnswer {
  readonly url: string | null;
  readonly isReplay: boolean | null;
  readonly key: string | null;
  /** The error code, from `userErrors` or `errors`. */
  readonly code: string | null;
  readonly message: string | null;
}

interface Wire {
  readonly data?: {
    readonly downloadImage?: {
      readonly download?: {
        readonly url: string;
        readonly isReplay: boolean;
        readonly idempotencyKey: string;
      };
      readonly userErrors: readonly { readonly code: string; readonly message: string }[];
    } | null;
  };
  readonly errors?: readonly { readonly message: string; readonly extensions?: { readonly code?: string } }[];
}

/** Sends an operation. */
export const ask = async (
  service: Pick<ServiceProcess, 'url'>,
  query: string,
  variables: object = {},
  signal?: AbortSignal,
): Promise<unknown> => {
  const response = await fetch(new URL('/graphql', service.url), {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'apollo-require-preflight': '1' },
    body: JSON.stringify({ query, variables }),
    ...(signal === undefined ? {} : { signal }),
  });
  return response.json();
};

/** Downloads an image. */
export const downloadImage = async (
  service: Pick<ServiceProcess, 'url'>,
  input: { readonly imageId: string; readonly idempotencyKey?: string },
  signal?: AbortSignal,
): Promise<DownloadAnswer> => {
  const query = `mutation ($input: DownloadImageInput!) {
    downloadImage(input: $input) { download { url isReplay idempotencyKey } userErrors { code message } }
  }`;
  const { data, errors } = (await ask(service, query, { input }, signal)) as Wire;
  const download = data?.downloadImage?.download ?? null;
  const failure = data?.downloadImage?.userErrors[0];
  const thrown = errors?.[0];
  return {
    url: download?.url ?? null,
    isReplay: download?.isReplay ?? null,
    key: download?.idempotencyKey ?? null,
    code: failure?.code ?? thrown?.extensions?.code ?? null,
    message: failure?.message ?? thrown?.message ?? null,
  };
};
