import ipaddr from 'ipaddr.js';
import { z } from 'zod';
import { parseRedisUrl } from '../redis/address.js';
import { Secret } from './secret.js';

/** A whole number between two bounds, both included. No signs, exponents or blanks: `1e3` is more often a typing error than intended. */
export const integer = (min: number, max: number) =>
  z
    .string()
    .regex(/^\d{1,15}$/)
    .transform(Number)
    .pipe(z.number().min(min).max(max));

/** A number above zero, fractions allowed (half a call per second is one call every two seconds). */
export const positiveNumber = z
  .string()
  .regex(/^\d{1,9}(\.\d{1,9})?$/)
  .transform(Number)
  .pipe(z.number().positive());

/** One of a few words, in any case. */
export const enumOf = <const Word extends string>(words: readonly [Word, ...Word[]]) =>
  z.string().toLowerCase().pipe(z.enum(words));

/** Switched on or off. */
export const booleanFlag = enumOf(['on', 'off', 'true', 'false']).transform(
  (word) => word === 'on' || word === 'true',
);

/** A non-empty string without line breaks. */
export const nonEmptyString = z.string().regex(/^[^\r\n]+$/);

/** A string that must never be printed. */
export const secret = nonEmptyString.transform((value) => new Secret(value));

/** A comma-separated list, each entry of `item`; blanks around the commas are ignored. */
export const listOf = <Item>(item: z.ZodType<Item, string>) =>
  z
    .string()
    .transform((value) => value.split(',').map((entry) => entry.trim()))
    .pipe(z.array(item).min(1))
    .transform((items) => Object.freeze(items));

const parsedUrl = (value: string): URL | null => (URL.canParse(value) ? new URL(value) : null);

/** Detects hosts of this machine, to which tokens and keys may travel without TLS. */
export const isLoopback = (hostname: string): boolean =>
  hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname);

/** The address of one of Getty Images' hosts, without a slash at its end: https, or http on loopback. */
export const upstreamUrl = z
  .string()
  .refine((value) => {
    const url = parsedUrl(value);
    if (url === null || url.search !== '' || url.hash !== '' || url.username !== '' || url.password !== '')
      return false;
    return url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url.hostname));
  })
  .transform((value) => new URL(value).href.replace(/\/+$/, ''));

const isRedisUrl = (value: string): boolean => {
  try {
    parseRedisUrl(value);
    return true;
  } catch {
    return false;
  }
};

/** The address of a Redis server, of Sentinels or of a cluster; secret because it may hold a password. */
export const redisUrl = nonEmptyString.refine(isRedisUrl).transform((value) => new Secret(value));

/** One or more certificates in PEM form; TLS itself says at the start what is wrong inside one. */
export const certificates = z
  .string()
  .regex(
    /^-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----(?:\s*-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----)*$/,
  );

/** A browser origin as browsers send it, e.g. `https://app.example.com`. `*` is not accepted: responses belong to customers. */
export const origin = z.string().refine((value) => {
  const url = parsedUrl(value);
  return url !== null && ['https:', 'http:'].includes(url.protocol) && url.origin === value;
});

/** Names of ranges that `@fastify/proxy-addr` knows. */
const RANGES = new Set(['loopback', 'linklocal', 'uniquelocal']);

/** An IP address, a CIDR range, or the name of one. */
export const addressRange = z
  .string()
  .refine((value) => RANGES.has(value) || ipaddr.isValid(value) || ipaddr.isValidCIDR(value));

/** A client that may use the service's account: its name for logs and budgets, and the SHA-256 of its key (of both keys, while one replaces the other). */
export interface ClientKey {
  readonly name: string;
  /** Whether it may see the ledger entries of all client keys of the service's account. */
  readonly seesAll: boolean;
  /** 32 bytes. */
  readonly sha256: Buffer;
}

/** `name:sha256hex`, or `name:sha256hex:all`. */
export const clientKey = z
  .string()
  .regex(/^[A-Za-z0-9._-]{1,64}:[0-9a-fA-F]{64}(:all)?$/)
  .transform((entry): ClientKey => {
    const [name = '', hex = '', all] = entry.split(':');
    return Object.freeze({ name, seesAll: all !== undefined, sha256: Buffer.from(hex, 'hex') });
  });

/** How many downloads a client key may spend in a UTC day. */
export interface SpendingLimit {
  /** Name of the client key. */
  readonly client: string;
  readonly perDay: number;
}

/** `name:200/day`. */
export const spendingLimit = z
  .string()
  .regex(/^[A-Za-z0-9._-]{1,64}:\d{1,9}\/day$/)
  .transform((entry): SpendingLimit => {
    const [client = '', rate = ''] = entry.split(':');
    return Object.freeze({ client, perDay: Number.parseInt(rate, 10) });
  });
