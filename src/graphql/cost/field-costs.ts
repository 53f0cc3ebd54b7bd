import { type GetArgument, listLength, pageSize } from './arguments.js';

/** Counts the upstream calls of an operation, the way the loaders will batch them. */
export class CostCounter {
  /** Objects in the response. */
  nodes = 0;
  /** Images whose earlier downloads are asked for: one call each, for which there is no batch. */
  previousDownloads = 0;
  /** Root fields that download. */
  downloads = 0;
  /** Whether `rateLimit(dryRun: true)` stands in it. */
  isDryRun = false;
  #calls = 0;
  readonly #once = new Set<string>();
  readonly #batches = new Map<string, { items: number; size: number }>();

  /** Calls that nothing shares. */
  addCalls(count: number): void {
    this.#calls += count;
  }

  /** A call that all places in the operation share. */
  addSharedCall(name: string): void {
    this.#once.add(name);
  }

  /** Items that are requested `size` at a time; those on the same `level` of the response are batched together. */
  addBatch(name: string, level: number, items: number, size = 100): void {
    const key = `${name}@${level}`;
    const batch = this.#batches.get(key) ?? { items: 0, size };
    batch.items += items;
    this.#batches.set(key, batch);
  }

  /** Upstream calls in all. */
  get calls(): number {
    let calls = this.#calls + this.#once.size;
    for (const { items, size } of this.#batches.values()) calls += Math.ceil(items / size);
    return calls;
  }
}

/** One field of the schema as it stands in an operation. */
export interface CostedField {
  readonly read: GetArgument;
  /** How many objects have this field. */
  readonly parents: number;
  /** How deep it stands; fields on one level are fetched together. */
  readonly level: number;
  readonly counter: CostCounter;
}

/** Counts the upstream calls of one field. */
type CostFunction = (field: CostedField) => void;

/** Rows that one listed page size of Getty Images can nearly always hold, wherever they begin. */
const singlePageRows = 50;

/** From the start a page is one call. Elsewhere many rows may straddle two; the end is found by asking for the total. */
const pageCost: CostFunction = ({ read, parents, counter }) => {
  const isGiven = (name: string): boolean => (read(name) ?? null) !== null;
  const isTail = isGiven('last') && !isGiven('before');
  const isInside = isTail || isGiven('after') || isGiven('before');
  const pages = isInside && pageSize(read) > singlePageRows ? 2 : 1;
  counter.addCalls(parents * (pages + Number(isTail)));
};

/**
 * A search without `family` asks both families side by side. One that turns out shorter than its half of the page has the
 * other fill it, which is one more call; towards the end of both lists, each total is asked for first.
 */
const searchCost: CostFunction = (field) => {
  const filter = field.read('filter');
  const isOneFamily =
    typeof filter === 'object' && filter !== null && 'family' in filter && filter.family != null;
  pageCost(field);
  if (isOneFamily) return;
  pageCost(field);
  field.counter.addCalls(field.parents);
};

/** Counts the call for one object by its global id; an id of unknown type is rejected before any call. */
function nodeCost(id: unknown, level: number, counter: CostCounter): void {
  const type = typeof id === 'string' ? /^gid:\/\/getty\/(\w+)\//.exec(id)?.[1] : undefined;
  if (type === 'ProductOffering') counter.addSharedCall('products');
  else if (type === 'DownloadRecord') counter.addCalls(1);
  // In the ledger; only who asks may have to be looked up.
  else if (type === 'DownloadAttempt') counter.addSharedCall('customer');
  else counter.addBatch(type === 'Video' ? 'videos' : 'images', level, 1);
}

/** By coordinate. A field that is not listed arrives with its parent. */
export const fieldCosts: Readonly<Record<string, CostFunction>> = {
  'Query.searchImages': searchCost,
  'Query.searchVideos': searchCost,
  'Query.downloadHistory': pageCost,
  'Query.image': ({ level, counter }) => counter.addBatch('images', level, 1),
  'Query.images': ({ read, level, counter }) => counter.addBatch('images', level, listLength(read('ids'))),
  'Query.video': ({ level, counter }) => counter.addBatch('videos', level, 1),
  'Query.videos': ({ read, level, counter }) => counter.addBatch('videos', level, listLength(read('ids'))),
  'Query.node': ({ read, level, counter }) => nodeCost(read('id'), level, counter),
  'Query.nodes': ({ read, level, counter }) => {
    const ids: unknown = read('ids');
    for (const id of Array.isArray(ids) ? ids.slice(0, 100) : [ids]) nodeCost(id, level, counter);
  },
  'Query.productOfferings': ({ counter }) => counter.addSharedCall('products'),
  'Query.viewer': ({ counter }) => counter.addSharedCall('viewer'),
  // The history and, for credits, its window; who asks is looked up once per token.
  'Query.downloadAttempt': ({ counter }) => {
    counter.addCalls(2);
    counter.addSharedCall('customer');
  },
  'Query.downloadAttempts': ({ counter }) => counter.addSharedCall('customer'),
  'Query.spendReport': ({ counter }) => counter.addSharedCall('customer'),
  'DownloadAttempt.image': ({ parents, level, counter }) => counter.addBatch('images', level, parents),
  'DownloadAttempt.video': ({ parents, level, counter }) => counter.addBatch('videos', level, parents),
  'DownloadAttempt.productOffering': ({ counter }) => counter.addSharedCall('products'),
  'Query.rateLimit': ({ read, counter }) => {
    if (read('dryRun') === true) counter.isDryRun = true;
  },
  'Image.previousDownloads': ({ parents, counter }) => {
    counter.addCalls(parents);
    counter.previousDownloads += parents;
  },
  'Image.similarImages': pageCost,
  'Image.sameSeries': pageCost,
  // All rows share the index; cold, it takes one call.
  'Image.ownership': ({ counter }) => counter.addSharedCall('ownership'),
  'Video.ownership': ({ counter }) => counter.addSharedCall('ownership'),
  'DownloadQuote.ownership': ({ counter }) => counter.addSharedCall('ownership'),
  // The reads that choose products: one for the images, one for the products or for v1's authorizations.
  'Query.downloadQuotes': ({ read, level, counter }) => {
    counter.addCalls(2);
    counter.addBatch('images', level, listLength(read('items')));
  },
  'DownloadQuote.image': ({ parents, level, counter }) => counter.addBatch('images', level, parents),
  'DownloadQuote.productOffering': ({ counter }) => counter.addSharedCall('products'),
  'LargestDownload.productOffering': ({ counter }) => counter.addSharedCall('products'),
  'LargestDownload.isFree': ({ parents, level, counter }) =>
    counter.addBatch('authorizations', level, parents / listSizes['Image.largestDownloads'], 500),
  'DownloadRecord.image': ({ parents, level, counter }) => counter.addBatch('images', level, parents),
  'DownloadRecord.video': ({ parents, level, counter }) => counter.addBatch('videos', level, parents),
  'DownloadRecord.productOffering': ({ counter }) => counter.addSharedCall('products'),
  // One that spends, and the reads that choose its product.
  'Mutation.downloadImage': ({ counter }) => downloadCost(counter, 3),
  'Mutation.downloadVideo': ({ counter }) => downloadCost(counter, 3),
  'Mutation.downloadImages': ({ read, counter }) => downloadCost(counter, 2 + listLength(inputItems(read))),
  'ImageDownload.image': ({ parents, level, counter }) => counter.addBatch('images', level, parents),
  'VideoDownload.video': ({ parents, level, counter }) => counter.addBatch('videos', level, parents),
  'ImageDownload.productOffering': ({ counter }) => counter.addSharedCall('products afterwards'),
  'VideoDownload.productOffering': ({ counter }) => counter.addSharedCall('products afterwards'),
};

/** Names of fields that have a cost anywhere; all other leaves are free. */
export const costedFieldNames: ReadonlySet<string> = new Set(
  Object.keys(fieldCosts).map((key) => key.split('.')[1] ?? key),
);

function downloadCost(counter: CostCounter, calls: number): void {
  counter.downloads += 1;
  counter.addCalls(calls);
}

const inputItems = (read: GetArgument): unknown => {
  const input = read('input');
  return typeof input === 'object' && input !== null && 'items' in input ? input.items : [];
};

/** How long lists are that no argument bounds, at most as a rule. */
export const listSizes = {
  'Image.displaySizes': 3,
  'Image.largestDownloads': 5,
  'Image.previousDownloads': 10,
  'Query.productOfferings': 10,
  'Query.errorCatalog': 30,
  'SpendReport.rows': 30,
  'Video.displaySizes': 3,
  'Video.downloadSizes': 10,
  'Video.largestDownloads': 5,
  'SearchFacets.artists': 50,
  'SearchFacets.events': 50,
  'SearchFacets.locations': 50,
  'SearchFacets.people': 50,
} as const satisfies Readonly<Record<string, number>>;

/** Lists that are empty or short unless something went wrong. */
const defaultListSize = 1;

/** Rows that a field allows the list right below it: the page of a connection, the items of a download. */
export function childListSize(coordinate: string, read: GetArgument, typeName: string): number | null {
  if (coordinate === 'Query.downloadQuotes') return listLength(read('items'));
  if (coordinate === 'Mutation.downloadImages') return listLength(inputItems(read));
  return typeName.endsWith('Connection') ? pageSize(read) : null;
}

/** Rows of a list field; `rows` is the bound set by the field above it, `null` where it sets none. */
export function listSize(coordinate: string, read: GetArgument, rows: number | null): number {
  const ids = read('ids') ?? (coordinate === 'Query.downloadQuotes' ? read('items') : undefined);
  if (ids !== undefined) return listLength(ids);
  return rows ?? (listSizes as Readonly<Record<string, number>>)[coordinate] ?? defaultListSize;
}
