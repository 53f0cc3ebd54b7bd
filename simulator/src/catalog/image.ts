import { coverageOf, licenseOf, releaseOf, restrictionsOf } from './image-rights.js';
import { captionOf, titleOf } from './image-texts.js';
import { chance, hash, pick } from './random.js';
import { type ImageSize, imageSizes } from './sizes.js';
import { ARTISTS, COLLECTIONS, PEOPLE, PLACES, SUBJECTS, type Subject, type Word } from './words.js';

/** How many images the catalog has. */
export const IMAGE_COUNT = 3600;

/** Ids that Getty Images' own examples use, and one of each odd form. */
const NAMED_IDS = ['83454804', '103131833', 'BA19430', '200261415-001'] as const;

/** One keyword of an asset. */
export interface Keyword {
  readonly id: string;
  readonly text: string;
  readonly type: string;
  readonly relevance: number;
}

/** An image of the simulated collections, before a request selects fields and a language. */
export interface CatalogImage {
  readonly index: number;
  readonly id: string;
  readonly family: 'creative' | 'editorial';
  readonly licenseModel: string;
  readonly title: Word | null;
  readonly caption: Word | null;
  readonly subject: Subject;
  readonly place: string;
  readonly keywords: readonly Keyword[];
  readonly artist: string;
  readonly collection: readonly [string, number, string];
  readonly dateCreated: string | null;
  readonly dateSubmitted: string | null;
  readonly width: number;
  readonly height: number;
  readonly knowsDimensions: boolean;
  readonly orientation: string;
  readonly graphicalStyle: string;
  readonly mood: string;
  readonly colorType: string;
  readonly numberOfPeople: string;
  readonly ageOfPeople: string;
  readonly ethnicity: string;
  readonly composition: string;
  readonly people: readonly string[];
  readonly segments: readonly string[];
  readonly eventIds: readonly number[];
  readonly qualityRank: number;
  readonly popularity: number;
  readonly embeddable: boolean;
  readonly callForImage: boolean;
  /** Images of one series share it; `null` for those that stand alone. */
  readonly seriesId: number | null;
  readonly releaseInfo: string | null;
  readonly usageRestrictions: readonly string[];
  readonly sizes: readonly ImageSize[];
  /** The types of product that it can be downloaded with. */
  readonly coverage: readonly string[];
}

function idOf(seed: number, index: number): string {
  const named = NAMED_IDS[index];
  if (named !== undefined) return named;
  const h = hash(seed, 'id', index);
  if (chance(3, h)) return `BA${20000 + index}`;
  if (chance(6, h)) return `${200270000 + index}-001`;
  return String(120_000_000 + index * 397 + (h % 397));
}

/** The ids of all images, in the order of the catalog. */
export function imageIds(seed: number): string[] {
  return Array.from({ length: IMAGE_COUNT }, (_, index) => idOf(seed, index));
}

function subjectOf(seed: number, index: number): Subject {
  if (index < 2) return SUBJECTS[0];
  let roll = hash(seed, 'subject', index) % 1000;
  for (const subject of SUBJECTS) {
    roll -= subject.weight;
    if (roll < 0) return subject;
  }
  return SUBJECTS[0];
}

const SHAPES: readonly [[number, number, string], ...[number, number, string][]] = [
  [3, 2, 'horizontal'],
  [3, 2, 'horizontal'],
  [4, 3, 'horizontal'],
  [2, 3, 'vertical'],
  [3, 4, 'vertical'],
  [1, 1, 'square'],
  [3, 1, 'panoramic_horizontal'],
  [1, 3, 'panoramic_vertical'],
];

const EXTRA_KEYWORDS = [
  'sunset',
  'winter',
  'summer',
  'travel',
  'no people',
  'outdoors',
  'colour',
  'weekend',
] as const;
export const AGES = ['baby', 'child', 'teenager', 'young_adult', 'adult', 'senior_adult'] as const;
export const ETHNICITIES = [
  'black',
  'white',
  'east_asian',
  'hispanic_latinx',
  'south_asian',
  'middle_eastern',
] as const;
export const COMPOSITIONS = [
  'abstract',
  'candid',
  'close_up',
  'copy_space',
  'full_length',
  'portrait',
  'wide_shot',
] as const;
const TONES = ['black_and_white', 'bold', 'cool', 'dramatic', 'natural', 'vivid', 'warm'] as const;

/** The series of a subject in a place: creative and editorial images never share one. */
export function seriesOf(subject: Subject, place: string, editorial: boolean): number {
  return 1 + (hash(0, 'series', subject.en, place, editorial ? 1 : 0) % 900_000);
}

function keywordsOf(seed: number, subject: Subject, h: number): Keyword[] {
  const extra = EXTRA_KEYWORDS[h % EXTRA_KEYWORDS.length] ?? 'outdoors';
  return [...subject.keywords, extra].map((text, i) => ({
    id: String(60000 + (hash(seed, 'keyword', text) % 9000)),
    text,
    type: i === 0 ? 'SpecificPlaceOrThing' : 'Theme',
    relevance: 100 - i * 7,
  }));
}

/** Computes one image of the catalog. */
export function makeImage(seed: number, index: number): CatalogImage {
  const h = hash(seed, 'image', index);
  const roll = (name: string): number => hash(h, name);
  const subject = subjectOf(seed, index);
  const editorial = index === 1 || (index !== 0 && chance(subject.editorial, roll('family')));
  const place = pick(PLACES, roll('place'));
  const created =
    Date.UTC(2004, 0, 1) + (roll('created') % (21 * 365)) * 86_400_000 + (roll('time') % 86_400) * 1000;
  const hasDate = index < 4 || !chance(3, roll('nodate'));
  const style = editorial
    ? 'photography'
    : pick(
        ['photography', 'photography', 'photography', 'illustration', 'vector', 'fine_art'],
        roll('style'),
      );
  const [w, hgt, orientation] = pick(SHAPES, index < 2 ? 0 : roll('shape'));
  const long = 900 + (roll('long') % 78) * 100;
  const width = w >= hgt ? long : Math.round((long * w) / hgt);
  const height = w >= hgt ? Math.round((long * hgt) / w) : long;
  const crowd = editorial
    ? pick(['one', 'two', 'group'], roll('crowd'))
    : pick(['none', 'none', 'one', 'two', 'group'], roll('crowd'));
  return {
    index,
    id: idOf(seed, index),
    family: editorial ? 'editorial' : 'creative',
    licenseModel: licenseOf(editorial, index, roll('license')),
    title: titleOf(subject, place, roll('title'), index),
    caption: chance(3, roll('nocaption'))
      ? null
      : captionOf(subject, place, new Date(created).getUTCFullYear()),
    subject,
    place,
    keywords: keywordsOf(seed, subject, roll('keywords')),
    artist: pick(ARTISTS, roll('artist')),
    collection: editorial
      ? (COLLECTIONS[4 + (roll('collection') % 3)] ?? COLLECTIONS[0])
      : (COLLECTIONS[roll('collection') % 4] ?? COLLECTIONS[0]),
    dateCreated: hasDate ? new Date(created).toISOString().replace('.000', '') : null,
    dateSubmitted: hasDate ? new Date(created + 86_400_000).toISOString().replace('.000', '') : null,
    width,
    height,
    knowsDimensions: index < 4 || !chance(2, roll('nodimensions')),
    orientation,
    graphicalStyle: style,
    mood: pick(TONES, roll('tone')),
    colorType: chance(8, roll('bw')) ? 'black_and_white' : 'color',
    numberOfPeople: crowd,
    ageOfPeople: pick(AGES, roll('age')),
    ethnicity: pick(ETHNICITIES, roll('ethnicity')),
    composition: pick(COMPOSITIONS, roll('composition')),
    people: editorial && crowd !== 'none' ? [pick(PEOPLE, roll('person'))] : [],
    segments: editorial ? [subject.segment] : [],
    eventIds: editorial ? [775_000_000 + (roll('event') % 40)] : [],
    qualityRank: 1 + (roll('rank') % 3),
    popularity: roll('popularity'),
    embeddable: chance(60, roll('embed')),
    callForImage: chance(2, roll('call')),
    seriesId: index < 2 || chance(70, roll('series')) ? seriesOf(subject, place, editorial) : null,
    releaseInfo: releaseOf(editorial, crowd, roll('release')),
    usageRestrictions: restrictionsOf(editorial, roll('restrictions')),
    sizes: imageSizes(width, height, style === 'vector', roll('sizes')),
    coverage: coverageOf(editorial, index, roll('coverage')),
  };
}
