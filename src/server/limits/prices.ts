import { listLength, pageSize, type ReadArgument } from './arguments.js';
import type { Tally } from './tally.js';

/** One field of the schema as it stands in an operation. */
export interface PricedField {
  readonly read: ReadArgument;
  /** How many objects have this field. */
  readonly parents: number;
  /** How deep it stands; fields on one level are fetched together. */
  readonly level: number;
  readonly tally: Tally;
}

/** What a field costs upstream; see `docs/` for what is batched with what. */
type Price = (field: PricedField) => void;

/** Rows that one listed page size of Getty Images can nearly always hold, wherever they begin. */
const onePage = 50;

/** From the start a page is one call. Elsewhere many rows may straddle two; the end is found by asking for the total. */
const page: Price = ({ read, parents, tally }) => {
  const isGiven = (name: string): boolean => (read(name) ?? null) !== null;
  const isTail = isGiven('last') && !isGiven('before');
  const isInside = isTail || isGiven('after') || isGiven('before');
  const pages = isInside && pageSize(read) > onePage ? 2 : 1;
  tally.call(parents * (pages + Number(isTail)));
};

/** What finding one object by its global id takes; an id of no known type is refused before anything is asked. */
function node(id: unknown, level: number, tally: Tally): void {
  const type = typeof id === 'string' ? /^gid:\/\/getty\/(\w+)\//.exec(id)?.[1] : undefined;
  if (type === 'ProductOffering') tally.once('products');
  else if (type === 'DownloadRecord') tally.call(1);
  else tally.batch(type === 'Video' ? 'videos' : 'images', level, 1);
}

/** By coordinate. What is not listed comes along with its parent. */
export const prices: Readonly<Record<string, Price>> = {
  'Query.searchImages': page,
  'Query.downloadHistory': page,
  'Query.image': ({ level, tally }) => tally.batch('images', level, 1),
  'Query.images': ({ read, level, tally }) => tally.batch('images', level, listLength(read('ids'))),
  'Query.video': ({ level, tally }) => tally.batch('videos', level, 1),
  'Query.videos': ({ read, level, tally }) => tally.batch('videos', level, listLength(read('ids'))),
  'Query.node': ({ read, level, tally }) => node(read('id'), level, tally),
  'Query.nodes': ({ read, level, tally }) => {
    const ids: unknown = read('ids');
    for (const id of Array.isArray(ids) ? ids.slice(0, 100) : [ids]) node(id, level, tally);
  },
  'Query.productOfferings': ({ tally }) => tally.once('products'),
  'Query.viewer': ({ tally }) => tally.once('viewer'),
  'Query.rateLimit': ({ read, tally }) => {
    if (read('dryRun') === true) tally.isDryRun = true;
  },
  'Image.previousDownloads': ({ parents, tally }) => {
    tally.call(parents);
    tally.previousDownloads += parents;
  },
  'LargestDownload.productOffering': ({ tally }) => tally.once('products'),
  'LargestDownload.isFree': ({ parents, level, tally }) =>
    tally.batch('authorizations', level, parents / listSizes['Image.largestDownloads'], 500),
  'DownloadRecord.image': ({ parents, level, tally }) => tally.batch('images', level, parents),
  'DownloadRecord.video': ({ parents, level, tally }) => tally.batch('videos', level, parents),
  'DownloadRecord.productOffering': ({ tally }) => tally.once('products'),
  // One that spends, and the reads that choose its product.
  'Mutation.downloadImage': ({ tally }) => download(tally, 3),
  'Mutation.downloadVideo': ({ tally }) => download(tally, 3),
  'Mutation.downloadImages': ({ read, tally }) => download(tally, 2 + listLength(itemsOf(read))),
  'ImageDownload.image': ({ parents, level, tally }) => tally.batch('images', level, parents),
  'VideoDownload.video': ({ parents, level, tally }) => tally.batch('videos', level, parents),
  'ImageDownload.productOffering': ({ tally }) => tally.once('products afterwards'),
  'VideoDownload.productOffering': ({ tally }) => tally.once('products afterwards'),
};

/** Names of fields that have a price anywhere; all other leaves are free. */
export const pricedNames: ReadonlySet<string> = new Set(
  Object.keys(prices).map((key) => key.split('.')[1] ?? key),
);

function download(tally: Tally, calls: number): void {
  tally.downloads += 1;
  tally.call(calls);
}

const itemsOf = (read: ReadArgument): unknown => {
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
  'Video.displaySizes': 3,
  'Video.downloadSizes': 10,
} as const satisfies Readonly<Record<string, number>>;

/** Lists that are empty or short unless something went wrong. */
const otherListSize = 1;

/** Rows that a field allows the list right below it: the page of a connection, the items of a download. */
export function rowsWithin(coordinate: string, read: ReadArgument, typeName: string): number | null {
  if (coordinate === 'Mutation.downloadImages') return listLength(itemsOf(read));
  return typeName.endsWith('Connection') ? pageSize(read) : null;
}

/** Rows of a list field; `rows` is what the field above it allows, `null` where it says nothing. */
export function rowsOf(coordinate: string, read: ReadArgument, rows: number | null): number {
  const ids = read('ids');
  if (ids !== undefined) return listLength(ids);
  return rows ?? (listSizes as Readonly<Record<string, number>>)[coordinate] ?? otherListSize;
}
