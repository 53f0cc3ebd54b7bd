import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import { median } from './compare.js';
import { memoryOf, type Running } from './processes.js';
import { grid } from './report.js';
import { productionEnv } from './servers-under-test.js';

const TURNS = 7;

/** Milliseconds from `node` to the first response, and resident memory a second later. */
export const starts = async (
  builds: readonly (readonly [name: string, entry: string])[],
  upstream: Running,
  port: number,
): Promise<string> => {
  const times = new Map(builds.map(([name]) => [name, [] as number[]]));
  const memories = new Map(builds.map(([name]) => [name, [] as number[]]));
  for (let turn = 0; turn < TURNS; turn += 1)
    for (const [name, entry] of builds) {
      const startedAt = performance.now();
      const child = spawn(process.execPath, [entry], {
        env: { PATH: process.env['PATH'], ...productionEnv(upstream), PORT: String(port) },
        stdio: ['ignore', 'ignore', 'inherit'],
      });
      while (!(await isAnswering(port))) await setTimeout(2);
      times.get(name)?.push(performance.now() - startedAt);
      await setTimeout(1000);
      memories.get(name)?.push(memoryOf(child.pid ?? 0).now);
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
    }
  const of = (all: Map<string, number[]>, name: string): string => median(all.get(name) ?? []).toFixed(0);
  return grid(
    ['start', 'ms to the first response', 'MB idle'],
    builds.map(([name]) => [name, of(times, name), of(memories, name)]),
  );
};

const isAnswering = async (port: number): Promise<boolean> => {
  try {
    const response = await fetch(`http://127.0.0.1:${port}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"query":"{ __typename }"}',
    });
    return response.ok;
  } catch {
    return false;
  }
};
