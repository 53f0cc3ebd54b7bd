import { appError, type Reply } from '../http/reply.js';

/** What a query parameter may hold. `values` lists what is allowed, where that is a closed list. */
export interface Parameter {
  readonly type: 'text' | 'int' | 'bool' | 'moment';
  /** Comma-joined, as all arrays are. */
  readonly many?: boolean;
  readonly values?: readonly string[];
}

/** The parameters of an operation by name. */
export type Parameters = Readonly<Record<string, Parameter>>;

/** Any text. */
export const TEXT: Parameter = { type: 'text' };
/** A whole number of 32 bits. */
export const INT: Parameter = { type: 'int' };
/** `true` or `false`, in any case: some of Getty Images' own clients send `False`. */
export const BOOL: Parameter = { type: 'bool' };
/** A date, with or without a time of day. */
export const MOMENT: Parameter = { type: 'moment' };
/** Several texts. */
export const TEXTS: Parameter = { type: 'text', many: true };
/** Several whole numbers. */
export const INTS: Parameter = { type: 'int', many: true };
/** One of a closed list. */
export function oneOf(...values: readonly string[]): Parameter {
  return { type: 'text', values };
}
/** Several of a closed list. */
export function someOf(...values: readonly string[]): Parameter {
  return { type: 'text', many: true, values };
}

/** A query string that was checked against an operation's parameters. */
export class Query {
  constructor(private readonly given: ReadonlyMap<string, readonly string[]>) {}

  has(name: string): boolean {
    return this.given.has(name);
  }
  text(name: string): string | undefined {
    return this.given.get(name)?.[0];
  }
  list(name: string): readonly string[] {
    return this.given.get(name) ?? [];
  }
  int(name: string): number | undefined {
    const value = this.text(name);
    return value === undefined ? undefined : Number(value);
  }
  bool(name: string): boolean | undefined {
    const value = this.text(name);
    return value === undefined ? undefined : value.toLowerCase() === 'true';
  }
}

/**
 * Reads a query string strictly: Getty Images documents an unknown parameter as a reason for 400. `badValue` is the
 * `ErrorCode` for a word outside a closed list, which differs between operations.
 */
export function readQuery(parameters: Parameters, search: URLSearchParams, badValue: string): Query | Reply {
  const given = new Map<string, readonly string[]>();
  for (const name of new Set(search.keys())) {
    const parameter = Object.hasOwn(parameters, name) ? parameters[name] : undefined;
    if (parameter === undefined) return appError(400, 'InvalidParameterValue', `Unknown parameter: ${name}`);
    const values = search.getAll(name).flatMap((value) => (parameter.many ? value.split(',') : [value]));
    const parts = values.map((value) => value.trim()).filter((value) => value !== '');
    for (const value of parts) {
      const problem = check(name, parameter, value, badValue);
      if (problem !== undefined) return problem;
    }
    if (parts.length > 0) given.set(name, parts);
  }
  return new Query(given);
}

function check(
  name: string,
  { type, values }: Parameter,
  value: string,
  badValue: string,
): Reply | undefined {
  if (type === 'int' && !isInt32(value)) return invalid(name, `The value '${value}' is not valid for Int32.`);
  if (type === 'bool' && !/^(true|false)$/i.test(value)) {
    return invalid(name, `The value '${value}' is not valid for Boolean.`);
  }
  if (type === 'moment' && readMoment(value) === undefined) {
    return invalid(name, `The value '${value}' is not valid for DateTime.`);
  }
  if (values !== undefined && !values.includes(value.toLowerCase())) {
    return appError(400, badValue, `The value '${value}' is not one of: ${values.join(', ')} (${name}).`);
  }
  return undefined;
}

function invalid(name: string, message: string): Reply {
  return appError(400, 'InvalidRequest', `Field: ${name}, Message: ${message}`);
}

function isInt32(value: string): boolean {
  return /^[+-]?\d{1,10}$/.test(value) && Math.abs(Number(value)) <= 2_147_483_647;
}

/** ISO 8601 with `T` or a blank; without a zone it is UTC. */
export function readMoment(value: string): number | undefined {
  const match =
    /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,7})?)?)(Z|[+-]\d{2}:?\d{2})?)?$/i.exec(value);
  if (match === null) return undefined;
  const time = (match[2] ?? '00:00:00').replace(/(\.\d{3})\d+$/, '$1');
  // In a query string a plus that was not escaped has become a blank; such a value is not a moment.
  const zone = (match[3] ?? 'Z').toUpperCase().replace(/^([+-]\d{2})(\d{2})$/, '$1:$2');
  const moment = Date.parse(`${match[1]}T${time}${zone}`);
  return Number.isNaN(moment) ? undefined : moment;
}

const PAGE_SIZES = [1, 2, 3, 4, 5, 6, 10, 12, 15, 20, 25, 30, 50, 60, 75, 100];

/** Which part of a list to show. */
export interface Page {
  readonly offset: number;
  readonly size: number;
}

/** The page that was asked for, once the number of results is known; only the page sizes Getty Images lists exist. */
export function readPage(query: Query, total: number, defaultSize = 30): Page | Reply {
  const page = query.int('page') ?? 1;
  const size = query.int('page_size') ?? defaultSize;
  if (!PAGE_SIZES.includes(size)) {
    return appError(400, 'InvalidPageSize', `page_size must be one of ${PAGE_SIZES.join(', ')}`);
  }
  if (page < 1) return appError(400, 'InvalidPage', 'page must be greater than or equal to 1');
  const last = Math.max(1, Math.ceil(total / size));
  if (page > last) {
    return appError(400, 'InvalidPage', `page must be less than or equal to ${last}, results count ${total}`);
  }
  return { offset: (page - 1) * size, size };
}
