import DataLoader from 'dataloader';
import { ServiceError } from '../errors/service-error.js';
import type { HistoryEntry } from '../getty/model/history-entry.js';
import type { GettyCall } from '../getty/session.js';
import { fetchAssetHistory } from '../getty/v3/history.client.js';
import type { V3Client } from '../getty/v3/v3-client.js';

/** Getty Images has no batch for this, so one operation may ask for only so many. */
export const MAX_PREVIOUS_DOWNLOADS = 10;

/** When the caller downloaded an image before. One call an image; the same image twice is asked for once. */
export type PreviousDownloadsLoader = DataLoader<string, readonly HistoryEntry[]>;

/**
 * The count is checked before execution where it can be known from the document; this is the second look, for lists
 * whose length only the answer tells. Nothing is sent for the batch that would go over.
 */
export const createPreviousDownloadsLoader = (
  gateway: V3Client,
  call: GettyCall,
): PreviousDownloadsLoader => {
  let asked = 0;
  return new DataLoader<string, readonly HistoryEntry[]>(async (ids) => {
    asked += ids.length;
    if (asked > MAX_PREVIOUS_DOWNLOADS) {
      const error = new ServiceError(
        'QUERY_TOO_EXPENSIVE',
        `previousDownloads costs one call to Getty Images per image: at most ${MAX_PREVIOUS_DOWNLOADS} images in an operation, not ${asked}.`,
      );
      return ids.map(() => error);
    }
    return Promise.all(
      ids.map((id) =>
        fetchAssetHistory(gateway, call, { type: 'image', id }).then(
          (rows) => rows.filter((row) => row !== null),
          (error: unknown) => (error instanceof Error ? error : new Error(String(error))),
        ),
      ),
    );
  });
};
