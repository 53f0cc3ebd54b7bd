import { GraphQLError, GraphQLScalarType, Kind, print, type ValueNode } from 'graphql';

/** The error of a scalar that was given something it cannot take; points at the literal when it is one. */
export const badScalarInput = (message: string, node?: ValueNode): GraphQLError =>
  new GraphQLError(message, { nodes: node ?? null, extensions: { code: 'BAD_USER_INPUT' } });

const MOMENT_EXAMPLE = '2026-05-04T09:30:00Z';
// RFC 3339's grammar allows small letters, and any number of digits after the point.
const pattern = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2}):(\d{2})(\.\d+)?(Z|[+-](\d{2}):(\d{2}))?$/i;

/** Parses strictly: `new Date()` would move 30 February into March and read a missing offset as local time. */
function parseDateTime(value: unknown, node?: ValueNode): Date {
  if (typeof value !== 'string') {
    throw badScalarInput(`DateTime is a string such as "${MOMENT_EXAMPLE}".`, node);
  }
  const refuse = (why: string) =>
    badScalarInput(`DateTime ${JSON.stringify(value.slice(0, 64))} ${why}`, node);
  const match = pattern.exec(value);
  if (match === null)
    throw refuse(`is not an RFC 3339 date and time; write one such as "${MOMENT_EXAMPLE}".`);
  const [, year, month, day, hour, minute, second, , offset, offsetHour, offsetMinute] = match;
  if (offset === undefined) {
    throw refuse(
      `has no offset, so it could be any of several moments; add one, e.g. "${MOMENT_EXAMPLE}" or "2026-05-04T11:30:00+02:00".`,
    );
  }
  const isInRange =
    Number(month) >= 1 &&
    Number(month) <= 12 &&
    Number(day) >= 1 &&
    Number(day) <= daysIn(Number(year), Number(month)) &&
    Number(hour) <= 23 &&
    Number(minute) <= 59 &&
    Number(second) <= 59 &&
    Number(offsetHour ?? 0) <= 23 &&
    Number(offsetMinute ?? 0) <= 59;
  if (!isInRange) throw refuse(`is not on the calendar or clock; write one such as "${MOMENT_EXAMPLE}".`);
  return new Date(value.toUpperCase());
}

/** The days of a month of the Gregorian calendar; months count from 1. */
function daysIn(year: number, month: number): number {
  if (month !== 2) return [4, 6, 9, 11].includes(month) ? 30 : 31;
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
}

/** Writes in UTC with milliseconds. What cannot be written is a fault of this service, not of its caller. */
function serializeDateTime(value: unknown): string {
  if (value instanceof Date || typeof value === 'string') {
    const moment = new Date(value);
    if (!Number.isNaN(moment.getTime())) return moment.toISOString();
  }
  throw new TypeError('DateTime can only write a valid Date or an ISO 8601 string.');
}

/**
 * A moment in time. graphql-scalars' `DateTime` says only that a value is invalid, not that its offset is missing, and
 * takes numbers, so this is our own.
 */
export const DateTimeScalar = new GraphQLScalarType<Date, string>({
  name: 'DateTime',
  description: [
    'A moment in time, RFC 3339, always given in UTC, e.g. `2026-05-04T09:30:00.000Z`.',
    'As input any offset will do, but it must be there.',
  ].join('\n'),
  specifiedByURL: 'https://scalars.graphql.org/andimarek/date-time.html',
  serialize: serializeDateTime,
  parseValue: (value) => parseDateTime(value),
  parseLiteral: (node) => {
    if (node.kind === Kind.STRING) return parseDateTime(node.value, node);
    throw badScalarInput(`DateTime is a string such as "${MOMENT_EXAMPLE}", not ${print(node)}.`, node);
  },
});

const URL_EXAMPLE = 'https://www.gettyimages.com/';

/** Takes an absolute http or https URL, and gives back the very same string. */
function parseUrl(value: unknown, node?: ValueNode): string {
  if (typeof value !== 'string') throw badScalarInput(`URL is a string such as "${URL_EXAMPLE}".`, node);
  const protocol = URL.canParse(value) ? new URL(value).protocol : null;
  if (protocol !== 'http:' && protocol !== 'https:') {
    throw badScalarInput(
      `URL ${JSON.stringify(value.slice(0, 64))} is not an absolute http or https URL; write one such as "${URL_EXAMPLE}".`,
      node,
    );
  }
  return value;
}

/**
 * A web address. Writing one never throws and never changes it: a link may have been paid for, and a signed link that
 * is "tidied" no longer works.
 */
export const UrlScalar = new GraphQLScalarType<string, string>({
  name: 'URL',
  description: 'An absolute http or https URL.',
  specifiedByURL: 'https://url.spec.whatwg.org/',
  serialize: (value) => String(value),
  parseValue: (value) => parseUrl(value),
  parseLiteral: (node) => {
    if (node.kind === Kind.STRING) return parseUrl(node.value, node);
    throw badScalarInput(`URL is a string such as "${URL_EXAMPLE}", not ${print(node)}.`, node);
  },
});
