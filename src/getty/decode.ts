/**
 * Reading JSON of unknown shape at the door. Getty Images sends `null` where its documents promise a value, adds
 * fields, and changes numbers into strings between endpoints; none of that may break an answer. Nothing here throws.
 */

/** A JSON object, or `null` for anything else. */
export const asRecord = (value: unknown): Readonly<Record<string, unknown>> | null =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : null;

/** A list; anything else is the empty list. */
export const asList = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** A non-empty string, or `null`. */
export const asString = (value: unknown): string | null =>
  typeof value === 'string' && value !== '' ? value : null;

/** An id as text: `product_id` is a string in one answer and a number in the next. */
export const asId = (value: unknown): string | null =>
  typeof value === 'number' && Number.isFinite(value) ? String(value) : asString(value);

/** A finite number, also where it came as text. */
export const asNumber = (value: unknown): number | null => {
  if (typeof value === 'number') return Number.isFinite(value) ? value : null;
  if (typeof value !== 'string' || value.trim() === '') return null;
  const parsed = Number(value);
  return Number.isFinite(parsed) ? parsed : null;
};

const INT_LIMIT = 2 ** 31;

/** A whole number that GraphQL's `Int` can carry, or `null`: a figure too big to show must not cost its parent. */
export const asInt = (value: unknown): number | null => {
  const number = asNumber(value);
  if (number === null) return null;
  const whole = Math.round(number);
  return whole >= -INT_LIMIT && whole < INT_LIMIT ? whole : null;
};

/** A number of things that GraphQL's `Int` can carry, or `null`: fewer than none is no total. */
export const asCount = (value: unknown): number | null => {
  const count = asInt(value);
  return count === null || count < 0 ? null : count;
};

/** A boolean, or `null`. */
export const asBoolean = (value: unknown): boolean | null => (typeof value === 'boolean' ? value : null);

const V1_DATE = /^\/Date\((-?\d+)(?:[+-]\d{4})?\)\/$/;
const HAS_ZONE = /(?:[zZ]|[+-]\d{2}:?\d{2})$/;

/**
 * A moment. Getty Images writes ISO 8601, sometimes with a blank for the `T` and without a zone (then UTC), and v1
 * writes `/Date(ms-0800)/` in places. Anything else is `null`.
 */
export const asDate = (value: unknown): Date | null => {
  const text = asString(value);
  if (text === null) return null;
  const v1 = V1_DATE.exec(text);
  const iso = text.replace(' ', 'T');
  const time = v1 ? Number(v1[1]) : Date.parse(iso.includes('T') && !HAS_ZONE.test(iso) ? `${iso}Z` : iso);
  return Number.isFinite(time) ? new Date(time) : null;
};

/** The items of a list that `read` makes something of, in their order. */
export const decodeList = <T>(value: unknown, read: (item: unknown) => T | null): T[] => {
  const items: T[] = [];
  for (const item of asList(value)) {
    const made = read(item);
    if (made !== null) items.push(made);
  }
  return items;
};

/** Every item of a list as `read` makes it, unreadable ones as `null` in their places. */
export const decodeListWithGaps = <T>(value: unknown, read: (item: unknown) => T | null): (T | null)[] =>
  asList(value).map(read);

/**
 * A list that must be there, for answers that money depends on: `null` stands for an empty one (Getty Images' documents
 * allow it), and anything else, a missing one too, for an answer that cannot be believed: `undefined`.
 */
export const asRequiredList = (value: unknown): readonly unknown[] | undefined =>
  value === null ? [] : Array.isArray(value) ? value : undefined;

/** A list that is empty where it is missing or `null`; `undefined` where something else stands in its place. */
export const asRows = (value: unknown): readonly unknown[] | undefined => asRequiredList(value ?? null);

/** An absolute http or https URL as it came, or `null`: clients open it, and `javascript:` must not reach them. */
export const asWebUrl = (value: unknown): string | null => {
  const text = asString(value);
  if (text === null || !URL.canParse(text)) return null;
  const { protocol } = new URL(text);
  return protocol === 'https:' || protocol === 'http:' ? text : null;
};

/** Getty Images nests seven levels deep at most; deeper JSON costs far more memory than its size. */
const DEEPEST = 32;

/** Shorter texts are cheap however deep they are. */
const SHORT = 4096;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** Whether arrays and objects lie in one another deeper than anything honest. Linear, and without parsing. */
const isTooDeep = (text: string): boolean => {
  let depth = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) {
      for (at += 1; at < text.length && text.charCodeAt(at) !== QUOTE; at += 1)
        if (text.charCodeAt(at) === BACKSLASH) at += 1;
    } else if (code === 0x5b || code === 0x7b) {
      depth += 1;
      if (depth > DEEPEST) return true;
    } else if (code === 0x5d || code === 0x7d) depth -= 1;
  }
  return false;
};

/** JSON, or `undefined` where it is none, or is nested deeper than 32 levels. */
export const parseJson = (text: string): unknown => {
  if (text.length > SHORT && isTooDeep(text)) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};
