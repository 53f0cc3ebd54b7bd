import { defineEnum } from '../shared/define-enum.js';

/** The order of search results. */
export const ImageSearchSort = defineEnum(
  'ImageSearchSort',
  'The order of search results. `RANDOM` cannot be paged.',
  {
    BEST_MATCH: 'What fits the phrase best comes first.',
    MOST_POPULAR: 'What is downloaded most comes first.',
    NEWEST: 'What was added last comes first.',
    RANDOM: 'Another order at every call, so only its first page can be asked for.',
  },
);
/** The order of search results. */
export type ImageSearchSort = keyof typeof ImageSearchSort;

/** The shape of an image. */
export const ImageOrientation = defineEnum('ImageOrientation', 'The shape of an image.', {
  HORIZONTAL: 'Wider than high.',
  VERTICAL: 'Higher than wide.',
  SQUARE: 'About as wide as high.',
  PANORAMIC_HORIZONTAL: 'Very much wider than high.',
  PANORAMIC_VERTICAL: 'Very much higher than wide.',
});
/** The shape of an image. */
export type ImageOrientation = keyof typeof ImageOrientation;

/** Creative or editorial. */
export const ImageFamily = defineEnum('ImageFamily', 'The two great families of images.', {
  CREATIVE: 'Made to illustrate ideas; may be used in advertising.',
  EDITORIAL:
    'News, sport, entertainment and archive; shows what happened and may not be used in advertising.',
});
/** Creative or editorial. */
export type ImageFamily = keyof typeof ImageFamily;
