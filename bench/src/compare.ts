import type { LoadResult } from './load.js';
import { callsOf, cpuOf, type LoadGenerator, memoryOf, type Running, sum } from './processes.js';
import type { ServerUnderTest } from './servers-under-test.js';

/** One turn of one contender. */
interface Turn extends LoadResult {
  readonly cpuMicros: number;
  readonly upstreamCalls: number;
}

/** What all turns of one contender come to: medians. */
export interface Row {
  readonly name: string;
  readonly perSecond: number;
  readonly cpuMicros: number;
  readonly p50: number;
  readonly p99: number;
  readonly idleMb: number;
  readonly peakMb: number;
  /** Upstream calls for each answer. */
  readonly calls: number;
  readonly wrong: number;
}

/** How long and how often. */
export interface Plan {
  readonly rounds: number;
  readonly seconds: number;
  readonly connections: number;
  /** Requests a second; `null`: as many as come back. */
  readonly rate: number | null;
  /** How many different questions. */
  readonly questions: number;
}

/** Servers are asked this often, or for so long, before anything is measured: V8 compiles what it has seen often. */
const WARM_ANSWERS = 8000;
const WARM_SECONDS = 8;

/** The middle one. */
export const median = (numbers: readonly number[]): number => {
  const sorted = numbers.toSorted((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
};

/**
 * Measures contenders side by side: in each round each has its turn, so that whatever else the machine does meets all
 * of them. Every answer is compared with the right one.
 */
export const compare = async (
  contenders: readonly ServerUnderTest[],
  upstream: Running,
  load: LoadGenerator,
  plan: Plan,
  onTurn: (name: string) => void,
): Promise<readonly Row[]> => {
  const running: { contender: ServerUnderTest; server: Running; idleMb: number; turns: Turn[] }[] = [];
  try {
    for (const contender of contenders) {
      onTurn(`starting ${contender.name}`);
      const server = await contender.start(upstream);
      running.push({ contender, server, idleMb: memoryOf(server.pid).now, turns: [] });
    }
    const turn = async (contender: ServerUnderTest, server: Running, seconds: number): Promise<Turn> => {
      const callsBefore = await callsOf(upstream);
      const cpuBefore = cpuOf(server.pid);
      const result = await load.run({
        port: server.port,
        request: contender.request,
        expected: contender.expected,
        connections: plan.connections,
        milliseconds: seconds * 1000,
        rate: plan.rate,
        questions: plan.questions,
      });
      const cpu = cpuOf(server.pid) - cpuBefore;
      const upstreamCalls = (await callsOf(upstream)) - callsBefore;
      return { ...result, cpuMicros: cpu / result.answers, upstreamCalls };
    };
    for (const { contender, server } of running) {
      onTurn(`warming ${contender.name}`);
      let answered = 0;
      for (let seconds = 0; seconds < WARM_SECONDS && answered < WARM_ANSWERS; seconds += 1) {
        const { wrong, example, answers } = await turn(contender, server, 1);
        if (wrong > 0) throw new Error(`${contender.name} answers wrongly: ${example}`);
        answered += answers;
      }
    }
    for (let round = 1; round <= plan.rounds; round += 1)
      for (const { contender, server, turns } of running) {
        onTurn(`round ${round}: ${contender.name}`);
        turns.push(await turn(contender, server, plan.seconds));
      }
    return running.map(({ contender, server, idleMb, turns }) => ({
      name: contender.name,
      perSecond: median(turns.map(({ answers, seconds }) => answers / seconds)),
      cpuMicros: median(turns.map(({ cpuMicros }) => cpuMicros)),
      p50: median(turns.map(({ p50 }) => p50)),
      p99: median(turns.map(({ p99 }) => p99)),
      idleMb,
      peakMb: memoryOf(server.pid).peak,
      calls: sum(turns.map(({ upstreamCalls }) => upstreamCalls)) / sum(turns.map(({ answers }) => answers)),
      wrong: sum(turns.map(({ wrong }) => wrong)),
    }));
  } finally {
    for (const { server } of running) await server.stop();
  }
};
