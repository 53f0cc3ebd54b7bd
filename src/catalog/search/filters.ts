import { badInput } from '../../errors/service-error.js';
import { type RequestableProductType, toV3ProductType } from '../../getty/model/product-type.js';
import type { SearchFamily } from '../../getty/v3/search.client.js';
import type { QueryValue } from '../../getty/v3/v3-client.js';
import {
  collectionCodes,
  color,
  compositions,
  day,
  enumList,
  enumValue,
  names,
  numericIds,
  type ReadFilter,
  seconds,
  whenTrue,
} from './filter-readers.js';

/** One field of a search filter: what Getty Images calls it, and which searches know it. */
export interface FilterSpec {
  /** Name of the query parameter. */
  readonly parameter: string;
  readonly read: ReadFilter;
  /** The only family whose search knows the parameter. */
  readonly only?: SearchFamily;
  /** `false`: the deprecated search of both families does not know it. */
  readonly isInBlended?: false;
}

/** The fields of a filter by their names in the schema. */
export type FilterTable = ReadonlyMap<string, FilterSpec>;

const downloadableWith: ReadFilter = (value, argument) => {
  const type = value as RequestableProductType;
  if (type === 'CREDIT_PACK')
    throw badInput(
      argument,
      'Getty Images cannot filter by CREDIT_PACK; name another product or leave it out.',
    );
  return toV3ProductType(type);
};

/** The fields of `ImageSearchFilter` other than `family`. `docs/getty-coverage.md` lists their parameters from here. */
export const IMAGE_FILTERS: FilterTable = new Map<string, FilterSpec>([
  ['orientations', { parameter: 'orientations', read: enumList('no-filter') }],
  ['downloadableWith', { parameter: 'download_product', read: downloadableWith }],
  ['collectionCodes', { parameter: 'collection_codes', read: collectionCodes }],
  ['excludeNudity', { parameter: 'exclude_nudity', read: whenTrue, only: 'CREATIVE' }],
  ['takenFrom', { parameter: 'date_from', read: day, only: 'EDITORIAL', isInBlended: false }],
  ['takenTo', { parameter: 'date_to', read: day, only: 'EDITORIAL', isInBlended: false }],
  ['people', { parameter: 'specific_people', read: names, only: 'EDITORIAL' }],
  ['eventIds', { parameter: 'event_ids', read: numericIds('an event'), only: 'EDITORIAL' }],
  ['keywordIds', { parameter: 'keyword_ids', read: numericIds('a keyword') }],
  [
    'excludeKeywordIds',
    { parameter: 'exclude_keyword_ids', read: numericIds('a keyword'), isInBlended: false },
  ],
  ['artists', { parameter: 'artists', read: names }],
  ['minimumSize', { parameter: 'minimum_size', read: enumValue }],
  ['color', { parameter: 'color', read: color, only: 'CREATIVE' }],
  ['numberOfPeople', { parameter: 'number_of_people', read: enumList('refused') }],
  ['compositions', { parameter: 'compositions', read: compositions }],
]);

const VIDEO_ORIENTATIONS: ReadonlySet<string> = new Set(['HORIZONTAL', 'VERTICAL']);

const videoOrientations: ReadFilter = (value, argument) => {
  for (const [index, word] of (value as readonly string[]).entries())
    if (!VIDEO_ORIENTATIONS.has(word))
      throw badInput(
        [...argument, String(index)],
        `${word} is no shape of videos; give HORIZONTAL or VERTICAL.`,
      );
  return enumList('refused')(value, argument);
};

const videoCollectionCodes: ReadFilter = (value, argument) => {
  if ((value as readonly string[]).length === 0)
    throw badInput(argument, 'is empty; give 1 to 50 codes or leave it out.');
  return collectionCodes(value, argument);
};

/** The fields of `VideoSearchFilter` other than `family`. */
export const VIDEO_FILTERS: FilterTable = new Map<string, FilterSpec>([
  ['orientations', { parameter: 'orientations', read: videoOrientations }],
  ['downloadableWith', { parameter: 'download_product', read: downloadableWith }],
  ['collectionCodes', { parameter: 'collection_codes', read: videoCollectionCodes }],
  ['keywordIds', { parameter: 'keyword_ids', read: numericIds('a keyword') }],
  ['minClipSeconds', { parameter: 'min_clip_length', read: seconds }],
  ['maxClipSeconds', { parameter: 'max_clip_length', read: seconds }],
  ['excludeNudity', { parameter: 'exclude_nudity', read: whenTrue, only: 'CREATIVE' }],
]);

/** A filter as a client sends it. */
export type FilterInput = Readonly<Record<string, unknown>> & { readonly family?: SearchFamily | null };

/** A checked filter. */
export interface CheckedFilter {
  /** The family to search; `null`: both. */
  readonly family: SearchFamily | null;
  readonly parameters: Readonly<Record<string, QueryValue>>;
  /** `false`: some filter cannot be sent to the deprecated search of both families. */
  readonly isInBlended: boolean;
}

const familyWords = { CREATIVE: 'creative', EDITORIAL: 'editorial' } as const;
const otherFamily = { CREATIVE: 'EDITORIAL', EDITORIAL: 'CREATIVE' } as const;

/**
 * Checks a filter and turns it into query parameters. A filter that only one family knows narrows a search without
 * `family` to that family. Pure.
 * @param usesBlended whether a search of both families goes to the deprecated endpoint, which knows more filters
 * @throws ServiceError `BAD_USER_INPUT` naming the argument
 */
export function checkFilter(table: FilterTable, filter: FilterInput, usesBlended: boolean): CheckedFilter {
  const parameters: Record<string, QueryValue> = {};
  let family = filter.family ?? null;
  let narrowedBy: string | null = null;
  let isInBlended = true;
  for (const [name, spec] of table) {
    const value = Object.hasOwn(filter, name) ? filter[name] : undefined;
    if (value === undefined || value === null) continue;
    const argument = ['filter', name];
    const parameter = spec.read(value, argument);
    if (parameter === undefined) continue;
    if (spec.isInBlended === false) isInBlended = false;
    const { only } = spec;
    if (only !== undefined && family !== null && family !== only)
      throw badInput(
        argument,
        narrowedBy === null
          ? `Getty Images cannot do this for ${familyWords[otherFamily[only]]} assets; leave it out or search \`family: ${only}\`.`
          : `is for ${familyWords[only]} assets and \`${narrowedBy}\` for ${familyWords[family]} ones; give one of them.`,
      );
    if (only !== undefined && family === null && !(usesBlended && spec.isInBlended !== false)) {
      family = only;
      narrowedBy = name;
    }
    parameters[spec.parameter] = parameter;
  }
  return { family, parameters, isInBlended };
}

const MAX_PHRASE = 1000;

/**
 * Checks a phrase. It may be left out where a filter says what to look for. Pure.
 * @throws ServiceError `BAD_USER_INPUT`
 */
export function checkPhrase(
  phrase: string | null | undefined,
  { family, parameters }: CheckedFilter,
): string | null {
  if (phrase === null || phrase === undefined) {
    if (family === null && Object.keys(parameters).length === 0)
      throw badInput(['phrase'], 'is missing; give a phrase, e.g. `kitties`, or a filter.');
    return null;
  }
  const words = phrase.trim();
  if (words === '') throw badInput(['phrase'], 'is empty; give at least one word, e.g. `kitties`.');
  if (words.length > MAX_PHRASE)
    throw badInput(['phrase'], `has ${words.length} characters; at most ${MAX_PHRASE} are taken.`);
  return words;
}
