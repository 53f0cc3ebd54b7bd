import { median } from './compare.js';
import { grid } from './report.js';
import { startBeforeSimulator } from './service.js';

/** Milliseconds that the upstream takes per response. */
const LATENCY_MS = 20;
const TURNS = 9;
/** Warm-up turns: they open connections and run code that V8 has not compiled yet. */
const COLD_TURNS = 4;

const HISTORY = `query { downloadHistory(first: 50) { nodes {
  id downloadedAt image { id title artist } productOffering { id name quota { remaining } } } } }`;
const DOWNLOADS = `mutation($items: [DownloadImageInput!]!) { downloadImages(input: { items: $items }) {
  succeededCount results { status download { url productOffering { quota { remaining } } } } } }`;

const itemsFrom = (ids: readonly string[]) => ids.map((imageId) => ({ imageId }));

/** Measures the latency of operations with several upstream rounds, in multiples of the upstream's latency. */
export const latency = async (folder: string): Promise<string> => {
  const stage = await startBeforeSimulator(folder, LATENCY_MS);
  try {
    const found = await stage.ask(
      '{ searchImages(phrase: "sunset", first: 100, filter: { downloadableWith: PREMIUM_ACCESS }) { nodes { assetId } } }',
    );
    const { searchImages } = found.body.data as { searchImages: { nodes: { assetId: string }[] } };
    const ids = searchImages.nodes.map(({ assetId }) => assetId);
    const rows: string[][] = [];
    const cases = [
      ['downloadHistory, 50 rows with images and products', HISTORY, () => ({})],
      [`downloadImages, ${ids.length} items through v1`, DOWNLOADS, () => ({ items: itemsFrom(ids) })],
    ] as const;
    for (const [what, query, variables] of cases) {
      const times: number[] = [];
      let calls = 0;
      for (let turn = 0; turn < TURNS; turn += 1) {
        const before = await stage.calls();
        const { milliseconds, body } = await stage.ask(query, variables());
        if (!body.data) throw new Error(`${what}: ${JSON.stringify(body).slice(0, 500)}`);
        calls = (await stage.calls()) - before;
        if (turn >= COLD_TURNS) times.push(milliseconds);
      }
      const took = median(times);
      rows.push([what, took.toFixed(0), `${(took / LATENCY_MS).toFixed(1)} x`, String(calls)]);
    }
    return grid([`upstream latency ${LATENCY_MS} ms`, 'ms', 'times the latency', 'upstream calls'], rows);
  } finally {
    await stage.stop();
  }
};
