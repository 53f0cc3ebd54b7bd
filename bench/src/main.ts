import { existsSync } from 'node:fs';
import { cpus } from 'node:os';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { compare, type Plan } from './compare.js';
import { latency } from './latency.js';
import { LoadGenerator, startServer } from './processes.js';
import { ratios, table } from './report.js';
import { scaling } from './scaling.js';
import { hive, ours, oursAnonymous, peers, proxy, type ServerUnderTest } from './servers-under-test.js';
import { starts } from './start.js';

const help = `npm run bench -- [flags]
  --rounds n       turns of each server (3)
  --seconds n      seconds of a turn (2)
  --connections n  connections of the load generator (50)
  --only a,b       only servers whose names contain one of these words
  --part a,b       of: compare, paced, cached, workers, latency, scaling, start (all)
  --with name=path another build of this service to measure beside it; may be repeated
`;

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '3' },
    seconds: { type: 'string', default: '2' },
    connections: { type: 'string', default: '50' },
    only: { type: 'string' },
    part: { type: 'string' },
    with: { type: 'string', multiple: true, default: [] },
    help: { type: 'boolean', default: false },
  },
});
if (values.help) {
  process.stdout.write(help);
  process.exit(0);
}

const path = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url));
const print = (text: string): void => void process.stdout.write(`${text}\n`);
const parts = values.part?.split(',') ?? [
  'compare',
  'paced',
  'cached',
  'workers',
  'latency',
  'scaling',
  'start',
];
const words = values.only?.split(',');
const wanted = ({ name }: ServerUnderTest): boolean => words?.some((word) => name.includes(word)) ?? true;

const NAME = 'this service';
const entry = path('../../dist/src/main.js');
const builds = [
  [NAME, entry],
  ...values.with.map((pair) => pair.split('=', 2)),
] as unknown as readonly (readonly [string, string])[];
const hiveFolder = path('../hive');
const others = [...peers, ...(existsSync(`${hiveFolder}/node_modules`) ? [hive(hiveFolder)] : [])];

const plan: Plan = {
  rounds: Number(values.rounds),
  seconds: Number(values.seconds),
  connections: Number(values.connections),
  rate: null,
  questions: 1_000_000,
};
const load = new LoadGenerator();
const onTurn = (what: string): void => {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${what}`);
};
const measure = async (
  title: string,
  targets: readonly ServerUnderTest[],
  changes: Partial<Plan>,
  upstreamEnv: NodeJS.ProcessEnv = {},
  judged: readonly string[] = builds.map(([name]) => name),
) => {
  const upstream = await startServer('upstream', upstreamEnv);
  try {
    const rows = await compare(targets.filter(wanted), upstream, load, { ...plan, ...changes }, onTurn);
    onTurn('');
    print(`\n## ${title}\n\n${table(rows)}`);
    for (const name of judged) print(`\n${ratios(rows, name)}`);
  } finally {
    await upstream.stop();
  }
};

const [cpu] = cpus();
print(
  `Node.js ${process.version}, ${cpus().length} x ${cpu?.model}, ${plan.rounds} rounds of ${plan.seconds} s`,
);
const services = builds.map(([name, file]) => ours(name, file));
if (parts.includes('compare'))
  await measure(`${plan.connections} connections, closed loop`, [...others, ...services], {});
if (parts.includes('paced')) await measure('400 requests a second', [proxy, ...services], { rate: 400 });
if (parts.includes('cached'))
  await measure(
    'The same hundred searches repeated, anonymously, with cacheable upstream responses',
    [proxy, ...builds.map(([name, file]) => oursAnonymous(name, file))],
    { questions: 100 },
    { CACHEABLE: '1' },
  );
if (parts.includes('workers'))
  await measure(
    'One worker and two, with cacheable upstream responses, so that the upstream is not the limit',
    builds.flatMap(([name, file]) =>
      ['1', '2'].map((count) => ours(`${name}, WORKERS=${count}`, file, { WORKERS: count })),
    ),
    { questions: 100 },
    { CACHEABLE: '1' },
    builds.map(([name]) => `${name}, WORKERS=2`),
  );
load.close();
if (parts.includes('latency')) print(`\n## Latency hidden\n\n${await latency(dirname(entry))}`);
if (parts.includes('scaling')) print(`\n## Cost as the work grows\n\n${await scaling(dirname(entry))}`);
if (parts.includes('start')) {
  const upstream = await startServer('upstream', {});
  print(`\n## Start\n\n${await starts(builds, upstream, 4999)}`);
  await upstream.stop();
}
