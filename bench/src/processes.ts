import { type ChildProcess, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { LoadOrder, LoadResult } from './load.js';

/** A process under test. */
export interface Running {
  readonly port: number;
  readonly pid: number;
  stop(): Promise<void>;
}

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** The environment of every process; nothing else is inherited. */
const base = (): NodeJS.ProcessEnv => ({ PATH: process.env['PATH'], NODE_ENV: 'production' });

/**
 * Starts a program that prints its address: `listening <port>`, or any line that contains a URL.
 * @param command the program and its arguments, after `node`
 */
export const start = async (command: readonly string[], env: NodeJS.ProcessEnv): Promise<Running> => {
  // A file, not a pipe: draining a log of 5,000 lines a second would load the parent's core.
  const log = join(mkdtempSync(join(tmpdir(), 'bench-')), 'stdout');
  const output = openSync(log, 'w');
  const child = spawn(process.execPath, command, {
    env: { ...base(), ...env },
    stdio: ['ignore', output, 'inherit'],
  });
  closeSync(output);
  const port = await listeningPort(child, log);
  return {
    port,
    pid: child.pid ?? 0,
    async stop() {
      await stop(child);
      rmSync(dirname(log), { recursive: true });
    },
  };
};

const listeningPort = async (child: ChildProcess, log: string): Promise<number> => {
  for (;;) {
    const found = /listening (\d+)\n|http:\/\/(?:127\.0\.0\.1|0\.0\.0\.0|localhost):(\d+)/.exec(
      readFileSync(log, 'utf8'),
    );
    const port = found?.[1] ?? found?.[2];
    if (port !== undefined) return Number(port);
    if (child.exitCode !== null)
      throw new Error(
        `${child.spawnargs.join(' ')} ended with ${child.exitCode}: ${readFileSync(log, 'utf8')}`,
      );
    await setTimeout(5);
  }
};

/** Starts one of the servers beside this file. */
export const startServer = (name: string, env: NodeJS.ProcessEnv): Promise<Running> =>
  start([here(`${name}.js`)], env);

const stop = async (child: ChildProcess): Promise<void> => {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
};

/** Child processes of a process, such as workers. */
const childrenOf = (pid: number): readonly number[] =>
  readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean).map(Number);

/** The sum over a process and its children. */
export const sum = (numbers: readonly number[]): number =>
  numbers.reduce((total, number) => total + number, 0);

/** Microseconds of CPU that a process and its workers have used, all their threads. */
export const cpuOf = (pid: number): number => sum([pid, ...childrenOf(pid)].map(ownCpuOf));

const ownCpuOf = (pid: number): number => {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  // Fields 14 and 15 of proc(5), in ticks of a hundredth of a second.
  return (Number(fields[11]) + Number(fields[12])) * 10_000;
};

/** Resident megabytes, current and peak, workers included. */
export const memoryOf = (pid: number): { readonly now: number; readonly peak: number } => {
  const all = [pid, ...childrenOf(pid)].map(ownMemoryOf);
  return { now: sum(all.map(({ now }) => now)), peak: sum(all.map(({ peak }) => peak)) };
};

const ownMemoryOf = (pid: number): { readonly now: number; readonly peak: number } => {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const read = (name: string): number => Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)?.[1]) / 1024;
  return { now: read('VmRSS'), peak: read('VmHWM') };
};

/** The load generator, in a process of its own. */
export class LoadGenerator {
  readonly #child = fork(here('load.js'), { env: base() });

  async run(order: LoadOrder): Promise<LoadResult> {
    const finished = once(this.#child, 'message');
    this.#child.send(order);
    const [result] = await finished;
    return result as LoadResult;
  }

  close(): void {
    this.#child.disconnect();
  }
}

/** Number of searches that the upstream has responded to. */
export const callsOf = async (upstream: Running): Promise<number> =>
  Number(await (await fetch(`http://127.0.0.1:${upstream.port}/calls`)).text());
