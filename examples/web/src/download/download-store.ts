import type { ApolloClient } from '@apollo/client';
import { adviceFor } from '../errors/advice';
import { fromReported, fromUserError, type Problem, problemOf, reportedIn } from '../errors/problem';
import {
  DownloadImageDocument,
  type DownloadImageInput,
  DownloadImagesDocument,
  type DownloadImagesMutation,
  OfferingsDocument,
  type OnQuotaExhausted,
} from '../graphql/generated/graphql';
import { fetchFile, type Progress } from './fetch-file';
import { isLeaving } from './leaving';
import type { Attempt, PendingDownloads } from './pending';
import { fileNameFor, openLink, saveFile } from './save-file';
import { type ZipEntry, zipOf } from './zip';

type Result = NonNullable<DownloadImagesMutation['downloadImages']>['results'][number];
type Delivered = NonNullable<Result['download']>;

/** Where the download of one image stands. */
export type DownloadState =
  | { readonly at: 'idle' }
  /** The service was asked; from here on it may be charged. */
  | { readonly at: 'asking' }
  /** It was charged; the file is on its way. */
  | { readonly at: 'fetching'; readonly download: Delivered; readonly progress: Progress }
  /** It was charged; the file is in the ZIP that is being made, and saved with it. */
  | { readonly at: 'packed'; readonly download: Delivered; readonly bytes: number }
  | { readonly at: 'saved'; readonly download: Delivered; readonly fileName: string; readonly bytes: number }
  /** It was charged, but this page cannot read the file: the link can be opened. */
  | { readonly at: 'link'; readonly download: Delivered }
  | { readonly at: 'failed'; readonly problem: Problem; readonly isNotAttempted: boolean };

const idle: DownloadState = { at: 'idle' };

/** What is to be downloaded: the input without a key, and the number that names the file. */
export interface Wish {
  readonly input: DownloadImageInput;
  readonly assetId: string;
}

interface Ordered {
  readonly imageId: string;
  readonly assetId: string;
  readonly download: Delivered;
}

interface Packed {
  readonly imageId: string;
  readonly download: Delivered;
  readonly name: string;
  readonly bytes: number;
}

/**
 * The downloads of one caller. They live longer than the dialogs that show them: closing one loses nothing, and
 * opening it again shows where things stand.
 */
export class DownloadStore {
  readonly #client: ApolloClient;
  readonly #pending: PendingDownloads;
  readonly #states = new Map<string, DownloadState>();
  readonly #listeners = new Set<() => void>();

  constructor(client: ApolloClient, pending: PendingDownloads) {
    this.#client = client;
    this.#pending = pending;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly stateOf = (imageId: string): DownloadState => this.#states.get(imageId) ?? idle;

  /** An attempt that may have been charged and has no end yet: only the very same may follow it. */
  readonly unfinished = (imageId: string): Attempt | null => {
    const { at } = this.stateOf(imageId);
    return at === 'asking' ? null : this.#pending.uncertain(imageId);
  };

  /** Whether something would be lost if the page went away now. */
  readonly isBusy = (): boolean => [...this.#states.values()].some(isRunning);

  /** The downloads that are under way. */
  readonly running = (): readonly DownloadState[] => [...this.#states.values()].filter(isRunning);

  /** Forgets how a download ended, to begin another. */
  readonly reset = (imageId: string): void => this.#set(imageId, idle);

  /** Gives an attempt up whose end is not known. The next download is a new one, and may be charged again. */
  readonly giveUp = (imageId: string): void => {
    this.#pending.end(imageId);
    this.#set(imageId, idle);
  };

  /** Downloads one image. */
  async one({ input, assetId }: Wish): Promise<void> {
    const { imageId } = input;
    if (this.#isUnderWay(imageId)) return;
    const attempt = this.#pending.begin(input);
    this.#set(imageId, { at: 'asking' });
    const { data, error } = await this.#client
      .mutate({ mutation: DownloadImageDocument, variables: { input: attempt } })
      .catch((failure: unknown) => ({ data: undefined, error: failure }));
    const payload = data?.downloadImage;
    const [refusal] = payload?.userErrors ?? [];
    if (payload?.download) {
      this.#refreshLists();
      await this.#fetch(imageId, assetId, payload.download);
    } else this.#failed(imageId, refusal ? fromUserError(refusal) : problemOf(error));
  }

  /** Downloads many images in one request; each succeeds or fails on its own. What came is saved as `saveAs` says. */
  async many(
    wishes: readonly Wish[],
    onQuotaExhausted: OnQuotaExhausted,
    saveAs: 'zip' | 'files',
  ): Promise<void> {
    const todo = wishes.filter(({ input }) => !this.#isUnderWay(input.imageId));
    const items = todo.map(({ input }) => this.#pending.begin(input));
    for (const { imageId } of items) this.#set(imageId, { at: 'asking' });
    const { data, error } = await this.#client
      .mutate({ mutation: DownloadImagesDocument, variables: { input: { items, onQuotaExhausted } } })
      .catch((failure: unknown) => ({ data: undefined, error: failure }));
    const results = data?.downloadImages?.results ?? [];
    const delivered: Ordered[] = [];
    for (const [index, { input, assetId }] of todo.entries()) {
      const { imageId } = input;
      const result = results.find((entry) => entry.index === index);
      if (result?.download) {
        delivered.push({ imageId, assetId, download: result.download });
        // Shown as on its way at once, though the files are fetched one after the other.
        this.#set(imageId, fetching(result.download));
      } else {
        this.#failed(imageId, problemOfItem(result, index, error), result?.status === 'NOT_ATTEMPTED');
      }
    }
    this.#refreshLists();
    if (saveAs === 'zip' && delivered.length > 1) await this.#pack(delivered);
    else
      for (const { imageId, assetId, download } of delivered) await this.#fetch(imageId, assetId, download);
  }

  /** Fetches a file again that was paid for; that costs nothing. */
  async fetchAgain(imageId: string, assetId: string): Promise<void> {
    const state = this.stateOf(imageId);
    if (state.at === 'link' || state.at === 'saved') await this.#fetch(imageId, assetId, state.download);
  }

  async #fetch(imageId: string, assetId: string, download: Delivered): Promise<void> {
    const file = await this.#read(imageId, download);
    if (file === null) {
      // Browsers may stop the new tab, so the link is shown as well.
      openLink(download.url);
      return;
    }
    const fileName = fileNameFor(assetId, file.type);
    saveFile(file, fileName);
    this.#set(imageId, { at: 'saved', download, fileName, bytes: file.size });
  }

  /** Saves many files as one ZIP. A file that the page may not read stays out of it and has its link shown. */
  async #pack(delivered: readonly Ordered[]): Promise<void> {
    const zipName = `getty-${delivered.length}-pictures.zip`;
    const packed: Packed[] = [];
    let zip: Blob | null = null;
    try {
      zip = await zipOf(this.#files(delivered, packed));
    } catch {
      // There is no room for it, say. Everything in it was paid for, so each link is shown.
    }
    if (zip !== null && packed.length > 0) saveFile(zip, zipName);
    for (const { imageId, download, bytes, name } of packed) {
      this.#set(
        imageId,
        zip === null
          ? { at: 'link', download }
          : { at: 'saved', download, fileName: `${zipName}: ${name}`, bytes },
      );
    }
  }

  /** The files of many downloads, one after the other, so that no more than one has to be held at a time. */
  async *#files(delivered: readonly Ordered[], packed: Packed[]): AsyncGenerator<ZipEntry> {
    for (const { imageId, assetId, download } of delivered) {
      const file = await this.#read(imageId, download);
      if (file === null) continue;
      const name = fileNameFor(assetId, file.type);
      packed.push({ imageId, download, name, bytes: file.size });
      this.#set(imageId, { at: 'packed', download, bytes: file.size });
      yield { name, input: file };
    }
  }

  /** Reads a file with its progress; `null` where the page may not read it, and then its link is shown. */
  async #read(imageId: string, download: Delivered): Promise<Blob | null> {
    try {
      this.#set(imageId, fetching(download));
      return await fetchFile(download.url, (progress) =>
        this.#set(imageId, { at: 'fetching', download, progress }),
      );
    } catch {
      this.#set(imageId, { at: 'link', download });
      return null;
    }
  }

  #failed(imageId: string, problem: Problem, isNotAttempted = false): void {
    const { key } = adviceFor(problem.code, problem.message);
    if (key === 'over') this.#pending.end(imageId);
    if (key === 'again') this.#pending.free(imageId);
    // It was charged, may have been, or nothing is left where something was shown.
    if (key === 'uncertain' || problem.code === 'LINK_LOST' || problem.code === 'QUOTA_EXHAUSTED')
      this.#refreshLists();
    this.#set(imageId, { at: 'failed', problem, isNotAttempted });
  }

  /** What was downloaded changes what is left and what stands in the history. */
  #refreshLists(): void {
    const { cache } = this.#client;
    cache.evict({ id: 'ROOT_QUERY', fieldName: 'downloadHistory' });
    cache.gc();
    this.#client.query({ query: OfferingsDocument, fetchPolicy: 'network-only' }).catch(() => {
      // The figures stay as they were; the next look at them tells what is wrong.
    });
  }

  #isUnderWay(imageId: string): boolean {
    return isRunning(this.stateOf(imageId));
  }

  #set(imageId: string, state: DownloadState): void {
    // Not before the file is here: after a reload in the middle of it, the same key brings the link again.
    if (state.at === 'saved' || (state.at === 'link' && !isLeaving())) this.#pending.end(imageId);
    this.#states.set(imageId, state);
    for (const listener of this.#listeners) listener();
  }
}

/** Whether a download has neither its file nor its end yet. */
export const isRunning = ({ at }: DownloadState): boolean =>
  at === 'asking' || at === 'fetching' || at === 'packed';

const fetching = (download: Delivered): DownloadState => ({
  at: 'fetching',
  download,
  progress: { received: 0, total: null },
});

/** Why an item of many has no file: its own refusal, an error at its place, or what stopped the whole request. */
function problemOfItem(result: Result | undefined, index: number, error: unknown): Problem {
  const [refusal] = result?.userErrors ?? [];
  if (refusal) return fromUserError(refusal);
  const here = reportedIn(error).find(({ path }) => path?.[1] === 'results' && path[2] === index);
  return here ? fromReported(here) : problemOf(error);
}
