import { AGES, COMPOSITIONS, ETHNICITIES, type Keyword, seriesOf } from './image.js';
import { releaseOf, restrictionsOf } from './image-rights.js';
import { chance, hash, pick } from './random.js';
import { ARTISTS, COLLECTIONS, MOODS, PEOPLE, PLACES, SUBJECTS, type Subject, type Word } from './words.js';

/** How many videos the catalog has. */
export const VIDEO_COUNT = 320;

/** The id of a video in Getty Images' own examples. */
const NAMED_ID = '690773579';

/** One size of a video that can be downloaded. */
export interface VideoSize {
  readonly name: string;
  readonly description: string;
  readonly width: number;
  readonly height: number;
  readonly bytes: number;
  readonly frameRate: number;
  readonly interlaced: boolean;
}

/** A video of the simulated collections. */
export interface CatalogVideo {
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
  readonly clipLength: string;
  readonly clipSeconds: number;
  readonly aspectRatio: string;
  readonly orientation: 'horizontal' | 'vertical';
  readonly frameRate: string;
  readonly technique: string;
  readonly viewpoint: string;
  readonly editorialType: 'raw' | 'produced';
  readonly isFullyReleased: boolean;
  readonly releaseInfo: string | null;
  readonly usageRestrictions: readonly string[];
  readonly numberOfPeople: string;
  readonly ageOfPeople: string;
  readonly ethnicity: string;
  readonly composition: string;
  readonly people: readonly string[];
  readonly segments: readonly string[];
  readonly eventIds: readonly number[];
  readonly seriesId: number | null;
  readonly popularity: number;
  readonly sizes: readonly VideoSize[];
  readonly coverage: readonly string[];
}

const SIZES: readonly VideoSize[] = [
  {
    name: 'lwf',
    description: 'Low resolution web, 320 px',
    width: 320,
    height: 180,
    bytes: 1_900_000,
    frameRate: 25,
    interlaced: false,
  },
  {
    name: 'comp',
    description: 'Comp, watermarked',
    width: 480,
    height: 270,
    bytes: 2_700_000,
    frameRate: 25,
    interlaced: false,
  },
  {
    name: 'sws',
    description: 'Standard definition, wide',
    width: 1024,
    height: 576,
    bytes: 88_000_000,
    frameRate: 25,
    interlaced: true,
  },
  {
    name: 'hd1',
    description: 'High definition 1080',
    width: 1920,
    height: 1080,
    bytes: 310_000_000,
    frameRate: 29.97,
    interlaced: false,
  },
  {
    name: '4k',
    description: 'Ultra high definition',
    width: 3840,
    height: 2160,
    bytes: 3_400_000_000,
    frameRate: 59.94,
    interlaced: false,
  },
];

function idOf(seed: number, index: number): string {
  if (index === 0) return NAMED_ID;
  const h = hash(seed, 'video-id', index);
  return chance(5, h)
    ? `${1090 + index}-${10 + (index % 80)}`
    : String(695_000_000 + index * 911 + (h % 911));
}

/** The ids of all videos, in the order of the catalog. */
export function videoIds(seed: number): string[] {
  return Array.from({ length: VIDEO_COUNT }, (_, index) => idOf(seed, index));
}

/** Computes one video of the catalog. */
export function makeVideo(seed: number, index: number): CatalogVideo {
  const h = hash(seed, 'video', index);
  const roll = (name: string): number => hash(h, name);
  const subject = SUBJECTS[roll('subject') % SUBJECTS.length] ?? SUBJECTS[0];
  const editorial = index !== 0 && chance(subject.editorial, roll('family'));
  const place = pick(PLACES, roll('place'));
  const mood = pick(MOODS, roll('mood'));
  const clipSeconds = 8 + (roll('length') % 50);
  const crowd = pick(['none', 'one', 'two', 'group'], roll('crowd'));
  const aspectRatio = pick(['16:9', '16:9', '16:9', '17:9', '4:3', '9:16'], roll('aspect'));
  const releaseInfo = releaseOf(editorial, crowd, roll('release'));
  const created = new Date(Date.UTC(2008, 0, 1) + (roll('created') % 6000) * 86_400_000).toISOString();
  return {
    index,
    id: idOf(seed, index),
    family: editorial ? 'editorial' : 'creative',
    licenseModel: editorial ? 'rightsready' : 'royaltyfree',
    title: chance(2, roll('notitle'))
      ? null
      : {
          en: `${mood.en} ${subject.en}, moving, ${place}`,
          de: `${mood.de} ${subject.de}, bewegt, ${place}`,
          fr: `${mood.fr} ${subject.fr}, animé, ${place}`,
        },
    caption: {
      en: `A clip of ${subject.en} in ${place}.`,
      de: `Ein Clip: ${subject.de} in ${place}.`,
      fr: `Un extrait : ${subject.fr} à ${place}.`,
    },
    subject,
    place,
    keywords: subject.keywords.map((text, i) => ({
      id: String(60000 + (hash(seed, 'keyword', text) % 9000)),
      text,
      type: 'Theme',
      relevance: 100 - i * 7,
    })),
    artist: pick(ARTISTS, roll('artist')),
    collection: COLLECTIONS[roll('collection') % COLLECTIONS.length] ?? COLLECTIONS[0],
    dateCreated: chance(3, roll('nodate')) ? null : created.replace('.000', ''),
    clipSeconds,
    aspectRatio,
    orientation: aspectRatio === '9:16' ? 'vertical' : 'horizontal',
    frameRate: pick(['25', '29.97', '23.98', '59.94'], roll('rate')),
    technique: pick(
      ['realtime', 'realtime', 'time_lapse', 'slow_motion', 'selective_focus'],
      roll('technique'),
    ),
    viewpoint: pick(['lockdown', 'panning', 'tracking_shot', 'aerial_view', 'tilt'], roll('viewpoint')),
    editorialType: chance(50, roll('produced')) ? 'produced' : 'raw',
    isFullyReleased: releaseInfo !== null && !editorial,
    releaseInfo,
    usageRestrictions: restrictionsOf(editorial, roll('restrictions')),
    numberOfPeople: crowd,
    ageOfPeople: pick(AGES, roll('age')),
    ethnicity: pick(ETHNICITIES, roll('ethnicity')),
    composition: pick(COMPOSITIONS, roll('composition')),
    people: editorial && crowd !== 'none' ? [pick(PEOPLE, roll('person'))] : [],
    segments: editorial ? [subject.segment] : [],
    eventIds: editorial ? [775_000_000 + (roll('event') % 40)] : [],
    seriesId: chance(70, roll('series')) ? seriesOf(subject, place, editorial) : null,
    clipLength: `00:00:${String(clipSeconds).padStart(2, '0')}:${String(roll('frames') % 25).padStart(2, '0')}`,
    popularity: roll('popularity'),
    sizes: SIZES.filter(
      (size) => index === 0 || (size.name === '4k' ? chance(30, roll('4k')) : !chance(6, roll(size.name))),
    ),
    coverage: index === 0 ? ['easyaccess', 'premiumaccess'] : coverageOf(roll('coverage')),
  };
}

function coverageOf(h: number): string[] {
  if (chance(5, h)) return [];
  return ['easyaccess', 'premiumaccess'].filter((type) => chance(70, hash(h, type)));
}
