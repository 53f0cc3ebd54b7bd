import type { HistoryEntry } from '../../getty/model/history-entry.js';
import type { DownloadRecord } from '../history/record-id.js';
import { isWholeRead, type StreamState, UNREAD } from './history-stream.js';
import { type AssetRef, type DownloadFacts, OwnedAssets } from './owned-assets.js';

/**
 * The histories of an account that are read. Downloads paid with credits stand only in a list of their own
 * (`product_type=creditpack`), and the company's is there for accounts that may see it.
 */
export const STREAMS = ['own', 'ownCredits', 'company', 'companyCredits'] as const;
export type StreamName = (typeof STREAMS)[number];

/** Whether a stream is the whole company's. */
export const isCompany = (stream: StreamName): boolean => stream === 'company' || stream === 'companyCredits';

/** Whether an asset was licensed before. */
export type OwnershipStatus =
  | 'NEVER_DOWNLOADED'
  | 'DOWNLOADED_BY_CALLER'
  | 'DOWNLOADED_BY_COMPANY'
  | 'UNKNOWN';

/** What is known of an asset's earlier downloads. */
export interface Ownership {
  readonly status: OwnershipStatus;
  readonly lastDownload: DownloadRecord | null;
  /** History before this moment was not read. */
  readonly indexedFrom: Date | null;
}

/** For callers of whom nothing can be known: no call, and no word more than that. */
export const UNKNOWN_OWNERSHIP: Ownership = { status: 'UNKNOWN', lastDownload: null, indexedFrom: null };

/** How the parts of an account's history are stored and found again: plain data. */
export type AccountState = Readonly<Record<StreamName, StreamState>>;

const factsOf = (row: HistoryEntry): DownloadFacts => {
  const { assetId: _id, assetType: _type, downloadedAt: _at, thumbnailUrl: _thumbnail, ...facts } = row;
  return facts;
};

/** Every asset that a row is about: v1 does not say whether it is an image or a video. */
export const assetsOf = ({ assetId, assetType }: HistoryEntry): readonly AssetRef[] => {
  if (assetId === null) return [];
  const types =
    assetType === 'UNKNOWN'
      ? (['image', 'video'] as const)
      : ([assetType === 'VIDEO' ? 'video' : 'image'] as const);
  return types.map((type) => ({ type, id: assetId }));
};

/** What was read of one account's histories, and what it says about assets. In memory; does no I/O. */
export class AccountHistory {
  readonly #own = new OwnedAssets();
  readonly #company = new OwnedAssets();
  #state: AccountState = { own: UNREAD, ownCredits: UNREAD, company: UNREAD, companyCredits: UNREAD };
  /** When each stream was last read up to the present, on this process' clock, ms. */
  readonly readAt = new Map<StreamName, number>();

  constructor(
    /** The streams there are: v1 has but one. */
    readonly streams: readonly StreamName[],
  ) {}

  get state(): AccountState {
    return this.#state;
  }

  /** Rows in memory. */
  get size(): number {
    return this.#own.size + this.#company.size;
  }

  /** Bytes of the two tables. */
  get tableBytes(): number {
    return this.#own.tableBytes + this.#company.tableBytes;
  }

  set(stream: StreamName, state: StreamState): void {
    this.#state = { ...this.#state, [stream]: state };
  }

  /** Adds rows of a history, or the download that this service just made. */
  add(stream: StreamName, rows: readonly (HistoryEntry | null)[]): void {
    const assets = isCompany(stream) ? this.#company : this.#own;
    for (const row of rows) {
      if (row === null) continue;
      for (const asset of assetsOf(row)) assets.add(asset, row.downloadedAt.getTime(), factsOf(row));
    }
  }

  /** Whether every history of the account was read to its end. */
  get isWhole(): boolean {
    return this.streams.every((stream) => isWholeRead(this.#state[stream]));
  }

  /** The streams that there is something to read of. */
  get open(): readonly StreamName[] {
    return this.streams.filter((stream) => !this.#state[stream].isForbidden);
  }

  /** The latest moment before which some history was not read; `null` before anything was read. */
  get indexedFrom(): Date | null {
    const frontiers = this.open.map((stream) => this.#state[stream].downTo);
    const read = frontiers.filter((moment) => moment !== null);
    if (read.length === 0) return null;
    const isBehind = read.length < frontiers.length;
    const newest = isBehind
      ? Math.max(...this.open.map((stream) => this.#state[stream].upTo ?? 0))
      : Math.max(...read);
    return new Date(newest);
  }

  /**
   * What is known about an asset.
   * @param isCurrent whether the histories were read lately enough to say that something is not in them
   */
  ownership(asset: AssetRef, isCurrent: boolean): Ownership {
    const own = this.#own.find(asset);
    const company = this.#company.find(asset);
    const { indexedFrom } = this;
    const found = own ?? company;
    if (found !== null)
      return {
        status: own === null ? 'DOWNLOADED_BY_COMPANY' : 'DOWNLOADED_BY_CALLER',
        lastDownload: toRecord(asset, own === null ? found : own, own === null),
        indexedFrom,
      };
    const hasGaps = this.open.some((stream) => this.#state[stream].hasGaps);
    const isNever = this.isWhole && isCurrent && !hasGaps;
    return { status: isNever ? 'NEVER_DOWNLOADED' : 'UNKNOWN', lastDownload: null, indexedFrom };
  }
}

const toRecord = (
  asset: AssetRef,
  found: { readonly moment: number; readonly facts: DownloadFacts },
  isCompanyWide: boolean,
): DownloadRecord => ({
  ...found.facts,
  assetId: asset.id,
  assetType: asset.type === 'video' ? 'VIDEO' : 'IMAGE',
  downloadedAt: new Date(found.moment),
  thumbnailUrl: null,
  isCompanyWide,
});
