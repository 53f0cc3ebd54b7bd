import { badInput } from '../../errors/service-error.js';
import type { QueryValue } from '../../getty/v3/v3-client.js';

/** Checks the value of one filter field and turns it into a query parameter. @throws ServiceError `BAD_USER_INPUT` */
export type ReadFilter = (value: unknown, argument: readonly string[]) => QueryValue;

const MAX_ITEMS = 50;
const MAX_NAME = 200;
const MAX_INT32 = 2_147_483_647;

/** Items once each and sorted, so that equal filters are one list and one cache entry. */
const distinct = (items: readonly string[]): readonly string[] => [...new Set(items)].sort();

function checkLength(items: readonly string[], argument: readonly string[], noun: string): void {
  if (items.length > MAX_ITEMS)
    throw badInput(argument, `has ${items.length} ${noun}; at most ${MAX_ITEMS} are taken.`);
}

function checkNotEmpty(items: readonly string[], argument: readonly string[], noun: string): void {
  if (items.length === 0)
    throw badInput(argument, `is empty; give 1 to ${MAX_ITEMS} ${noun} or leave it out.`);
}

/** Reads a list of enum values, written in small letters upstream. @param none what an empty list means */
export const enumList =
  (none: 'refused' | 'no-filter'): ReadFilter =>
  (value, argument) => {
    const items = value as readonly string[];
    if (items.length === 0 && none === 'no-filter') return undefined;
    checkNotEmpty(items, argument, 'values');
    return distinct(items).map((item) => item.toLowerCase());
  };

/** Reads one enum value. */
export const enumValue: ReadFilter = (value) => (value as string).toLowerCase();

/** Reads a switch that is sent only when it is on. */
export const whenTrue: ReadFilter = (value) => (value === true ? true : undefined);

const COLLECTION_CODE = /^[A-Za-z0-9_-]{1,32}$/;

/** Reads collection codes; an empty list is no filter, as it has been since the first release. */
export const collectionCodes: ReadFilter = (value, argument) => {
  const codes = distinct(value as readonly string[]);
  checkLength(codes, argument, 'codes');
  for (const [index, code] of (value as readonly string[]).entries())
    if (!COLLECTION_CODE.test(code))
      throw badInput(
        [...argument, String(index)],
        'is no collection code; give one such as `OFF` from `Image.collection.code`.',
      );
  return codes.length === 0 ? undefined : codes;
};

/** Reads names of people or artists. Getty Images takes lists joined with commas, so a name cannot hold one. */
export const names: ReadFilter = (value, argument) => {
  const items = value as readonly string[];
  checkNotEmpty(items, argument, 'names');
  checkLength(items, argument, 'names');
  const trimmed = items.map((item, index) => {
    const name = item.trim();
    const at = [...argument, String(index)];
    if (name === '') throw badInput(at, 'is empty; give a name.');
    if (name.length > MAX_NAME)
      throw badInput(at, `has ${name.length} characters; at most ${MAX_NAME} are taken.`);
    if (name.includes(',')) throw badInput(at, 'has a comma; give each name as an item of its own.');
    return name;
  });
  return distinct(trimmed);
};

/** Reads ids of keywords or events: whole numbers of 32 bits, in contrast to ids of assets. */
export const numericIds =
  (noun: string): ReadFilter =>
  (value, argument) => {
    const items = value as readonly string[];
    checkNotEmpty(items, argument, 'ids');
    checkLength(items, argument, 'ids');
    for (const [index, item] of items.entries())
      if (!/^\d{1,10}$/.test(item) || Number(item) > MAX_INT32)
        throw badInput(
          [...argument, String(index)],
          `is no id of ${noun}; Getty Images' are whole numbers, e.g. \`60613\`.`,
        );
    return distinct(items.map((item) => String(Number(item))));
  };

/** Reads a colour: six hexadecimal digits, with or without `#`. */
export const color: ReadFilter = (value, argument) => {
  const digits = /^#?([0-9a-f]{6})$/i.exec(value as string)?.[1];
  if (digits === undefined)
    throw badInput(argument, 'is no colour; give six hexadecimal digits, e.g. `#002244`.');
  return `#${digits.toLowerCase()}`;
};

/** Reads a moment as its day in UTC, which is how Getty Images documents the dates of searches. */
export const day: ReadFilter = (value) => (value as Date).toISOString().slice(0, 10);

/** Reads a number of seconds. */
export const seconds: ReadFilter = (value, argument) => {
  if (!Number.isInteger(value) || (value as number) < 0)
    throw badInput(argument, `${String(value)} is out of range; give 0 or more whole seconds.`);
  return value as number;
};

const COMPOSITIONS: ReadonlySet<string> = new Set([
  'abstract',
  'candid',
  'close_up',
  'copy_space',
  'cut_out',
  'full_frame',
  'full_length',
  'headshot',
  'looking_at_camera',
  'macro',
  'medium_shot',
  'part_of_a_series',
  'portrait',
  'sparse',
  'still_life',
  'three_quarter_length',
  'waist_up',
  'wide_shot',
]);

/** Reads compositions, in any case. Getty Images' list is closed: another word is a 400 there. */
export const compositions: ReadFilter = (value, argument) => {
  const words = (value as readonly string[]).map((word) => word.trim().toLowerCase());
  checkNotEmpty(words, argument, 'compositions');
  for (const [index, word] of words.entries())
    if (!COMPOSITIONS.has(word))
      throw badInput(
        [...argument, String(index)],
        `is no composition; give one of: ${[...COMPOSITIONS].join(', ')}.`,
      );
  return distinct(words);
};
