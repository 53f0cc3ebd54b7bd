import { median } from './compare.js';
import { cpuOf } from './processes.js';
import { grid } from './report.js';
import { type BeforeSimulator, startBeforeSimulator } from './service.js';

const TURNS = 40;
const FIELDS = 'id title artist largestDownloads { productType productTypeName uri }';

const aliases = (count: number, one: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => `a${index}: ${one(index)}`).join(' ');

/** The most expensive operation within the default limits. */
const HOSTILE = `{ ${aliases(
  16,
  (
    index,
  ) => `searchImages(phrase: "sunset ${index}", first: 100) { nodes { id title caption artist keywords createdAt
  collection { code name } license { model modelName } maxDimensions { width height } displaySizes { name url isWatermarked }
  largestDownloads { productType productTypeName uri } } }`,
)} }`;

const cases: readonly (readonly [what: string, query: string])[] = [
  ...[1, 10, 100].map(
    (rows) =>
      [
        `search, first: ${rows}`,
        `{ searchImages(phrase: "sunset", first: ${rows}) { nodes { ${FIELDS} } } }`,
      ] as const,
  ),
  ...[1, 10, 100].map(
    (rows) =>
      [
        `history with images and products, first: ${rows}`,
        `{ downloadHistory(first: ${rows}) { nodes { id image { id title } productOffering { name } } } }`,
      ] as const,
  ),
  ...[1, 10, 20].map(
    (count) =>
      [
        `images by alias: ${count}`,
        `{ ${aliases(count, (i) => `images(ids: ["${83454804 + i}"]) { id title }`)} }`,
      ] as const,
  ),
  ...[1, 10, 50].map(
    (count) =>
      [
        `search, first: 30, aliases in each row: ${count}`,
        `{ searchImages(phrase: "sunset") { nodes { ${aliases(count, () => 'title')} } } }`,
      ] as const,
  ),
  ['16 searches of 100 rows, everything of each: the most that is taken', HOSTILE],
];

/** Measures time, CPU and upstream calls of operations of growing size. */
export const scaling = async (folder: string): Promise<string> => {
  const stage = await startBeforeSimulator(folder, 0);
  try {
    const rows: string[][] = [];
    for (const [what, query] of cases) rows.push([what, ...(await measured(stage, query))]);
    return grid(['what', 'ms', 'CPU ms', 'upstream calls', 'data'], rows);
  } finally {
    await stage.stop();
  }
};

const measured = async ({ ask, calls, service }: BeforeSimulator, query: string): Promise<string[]> => {
  const times: number[] = [];
  let before = await calls();
  const first = await ask(query);
  const upstream = (await calls()) - before;
  for (let turn = 0; turn < TURNS; turn += 1) await ask(query);
  before = cpuOf(service.pid);
  for (let turn = 0; turn < TURNS; turn += 1) times.push((await ask(query)).milliseconds);
  const cpu = (cpuOf(service.pid) - before) / TURNS / 1000;
  const said = first.body.errors?.[0]?.message.slice(0, 60) ?? 'all';
  return [median(times).toFixed(1), cpu.toFixed(1), String(upstream), said];
};
