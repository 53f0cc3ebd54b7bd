import type { Catalog } from '../catalog/catalog.js';
import { hash, pick } from '../catalog/random.js';
import { largestSize } from '../catalog/sizes.js';
import type { HistoryRow } from './ledger.js';

const DAY = 86_400_000;

/** What an account did, per row: `[product type, product id, asset type]`. */
type Kind = readonly [string, number, 'image' | 'video'];

const KINDS: readonly [Kind, ...Kind[]] = [
  ['easyaccess', 11001, 'image'],
  ['easyaccess', 11001, 'image'],
  ['premiumaccess', 11002, 'image'],
  ['imagepack', 11003, 'image'],
  ['editorialsubscription', 11004, 'image'],
  ['editorialsubscription', 11004, 'image'],
  ['easyaccess', 11001, 'video'],
  // Two kinds that only old rows have: the discontinued sandbox, and a subscription that is no longer sold.
  ['sandbox', 0, 'image'],
  ['legacyrfsubscription', 9001, 'image'],
];

function row(catalog: Catalog, seed: number, account: string, kind: Kind, at: number, n: number): HistoryRow {
  const [productType, productId, assetType] = kind;
  const h = hash(seed, account, n);
  const image = catalog.anyImage(h);
  const video = catalog.anyVideo(h);
  const size = assetType === 'image' ? largestSize(image.sizes) : undefined;
  return {
    seq: 0,
    at,
    recordedAt: Number.NEGATIVE_INFINITY,
    account,
    // Every ninth asset has been withdrawn since: the history still names it, the catalogue does not.
    assetId: n % 9 === 4 ? `9900${10000 + n}` : assetType === 'image' ? image.id : video.id,
    assetType,
    productId,
    productType,
    agreementName: productId === 0 ? null : `Agreement ${productId}`,
    sizeName: size?.name ?? (assetType === 'video' ? 'hd1' : null),
    width: size?.width ?? null,
    height: size?.height ?? null,
    dpi: size?.dpi ?? null,
    licenseModel: assetType === 'image' ? image.licenseModel : video.licenseModel,
    source: n % 3 === 0 ? 'website' : 'api',
    note: n % 5 === 0 ? `Cover, draft ${n} – “Frühling”` : null,
    projectCode: n % 7 === 0 ? 'SPRING-26' : null,
  };
}

/**
 * What the accounts had downloaded before the simulator started: for `plenty` 120 rows over 90 days, so that the
 * thirty days a history shows by itself are about a third of it. Oldest first.
 */
export function seedHistory(catalog: Catalog, seed: number, until: number): HistoryRow[] {
  const rows: HistoryRow[] = [];
  for (let n = 0; n < 120; n += 1) {
    const age = (n + 1) * 0.75 * DAY - (hash(seed, 'age', n) % (DAY / 2));
    rows.push(row(catalog, seed, 'plenty', pick(KINDS, hash(seed, 'kind', n)), until - age, n));
  }
  for (let n = 0; n < 12; n += 1) {
    rows.push(row(catalog, seed, 'company', ['easyaccess', 18001, 'image'], until - (n + 0.5) * 2 * DAY, n));
    rows.push(row(catalog, seed, 'credits', ['creditpack', 16001, 'image'], until - (n + 0.7) * 2 * DAY, n));
  }
  rows.sort((a, b) => a.at - b.at);
  return rows.map((entry, i) => ({ ...entry, seq: i + 1 }));
}
