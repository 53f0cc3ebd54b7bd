import type { LoadResult } from './load.js';
import { callsOf, cpuOf, type LoadGenerator, memoryOf, type Running, sum } from './processes.js';
import type { ServerUnderTest } from './servers-under-test.js';

/** One turn of one server. */
interface Turn extends LoadResult {
  readonly cpuMicros: number;
  readonly upstreamCalls: number;
}

/** Medians over all turns of one server. */
export interface Row {
  readonly name: string;
  readonly perSecond: number;
  readonly cpuMicros: number;
  readonly p50: number;
  readonly p99: number;
  readonly idleMb: number;
  readonly peakMb: number;
  /** Upstream calls per response. */
  readonly calls: number;
  readonly wrong: number;
}

/** Duration and number of turns. */
export interface Plan {
  readonly rounds: number;
  readonly seconds: number;
  readonly connections: number;
  /** Requests per second; `null`: closed loop, each response is followed by the next request. */
  readonly rate: number | null;
  /** Number of different phrases. */
  readonly questions: number;
}

/** Warm-up before measuring, by requests or time: V8 compiles code after many calls. */
const WARM_RESPONSES = 8000;
const WARM_SECONDS = 8;

/** The median. */
export const median = (numbers: readonly number[]): number => {
  const sorted = numbers.toSorted((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
};

/**
 * Measures servers in interleaved turns, one each per round, so that other load on the machine affects all of them.
 * Every response is compared with the correct one.
 */
export const compare = async (
  targets: readonly ServerUnderTest[],
  upstream: Running,
  load: LoadGenerator,
  plan: Plan,
  onTurn: (name: string) => void,
): Promise<readonly Row[]> => {
  const running: { target: ServerUnderTest; server: Running; idleMb: number; turns: Turn[] }[] = [];
  try {
    for (const target of targets) {
      onTurn(`starting ${target.name}`);
      const server = await target.start(upstream);
      running.push({ target, server, idleMb: memoryOf(server.pid).now, turns: [] });
    }
    const turn = async (target: ServerUnderTest, server: Running, seconds: number): Promise<Turn> => {
      const callsBefore = await callsOf(upstream);
      const cpuBefore = cpuOf(server.pid);
      const result = await load.run({
        port: server.port,
        request: target.request,
        expected: target.expected,
        connections: plan.connections,
        milliseconds: seconds * 1000,
        rate: plan.rate,
        questions: plan.questions,
      });
      const cpu = cpuOf(server.pid) - cpuBefore;
      const upstreamCalls = (await callsOf(upstream)) - callsBefore;
      return { ...result, cpuMicros: cpu / result.responses, upstreamCalls };
    };
    for (const { target, server } of running) {
      onTurn(`warming ${target.name}`);
      let finished = 0;
      for (let seconds = 0; seconds < WARM_SECONDS && finished < WARM_RESPONSES; seconds += 1) {
        const { wrong, example, responses } = await turn(target, server, 1);
        if (wrong > 0) throw new Error(`${target.name} responds incorrectly: ${example}`);
        finished += responses;
      }
    }
    for (let round = 1; round <= plan.rounds; round += 1)
      for (const { target, server, turns } of running) {
        onTurn(`round ${round}: ${target.name}`);
        turns.push(await turn(target, server, plan.seconds));
      }
    return running.map(({ target, server, idleMb, turns }) => ({
      name: target.name,
      perSecond: median(turns.map(({ responses, seconds }) => responses / seconds)),
      cpuMicros: median(turns.map(({ cpuMicros }) => cpuMicros)),
      p50: median(turns.map(({ p50 }) => p50)),
      p99: median(turns.map(({ p99 }) => p99)),
      idleMb,
      peakMb: memoryOf(server.pid).peak,
      calls:
        sum(turns.map(({ upstreamCalls }) => upstreamCalls)) / sum(turns.map(({ responses }) => responses)),
      wrong: sum(turns.map(({ wrong }) => wrong)),
    }));
  } finally {
    for (const { server } of running) await server.stop();
  }
};
