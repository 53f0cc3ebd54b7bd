import { defineEnum } from '../shared/define-enum.js';

/** A file format to download. */
export const DownloadFileType = defineEnum('DownloadFileType', 'A file format to download.', {
  JPG: 'A JPEG picture. Every image has one.',
  EPS: 'Encapsulated PostScript: the drawing itself. Only vectors have one.',
});
/** A file format to download. */
export type DownloadFileType = keyof typeof DownloadFileType;

/** What to do with the rest of a batch once a limit is reached. */
export const OnQuotaExhausted = defineEnum('OnQuotaExhausted', 'What to do once a limit is reached.', {
  STOP: 'Leave the remaining items `NOT_ATTEMPTED`.',
  CONTINUE: 'Try the remaining items with other products.',
});
/** What to do with the rest of a batch once a limit is reached. */
export type OnQuotaExhausted = keyof typeof OnQuotaExhausted;

/** How one of many downloads ended. */
export const DownloadStatus = defineEnum('DownloadStatus', 'How one of many downloads ended.', {
  SUCCEEDED: 'It may now be fetched.',
  FAILED: 'It was refused; see `userErrors`.',
  NOT_ATTEMPTED: 'It was not tried, and not charged.',
});
/** How one of many downloads ended. */
export type DownloadStatus = keyof typeof DownloadStatus;
