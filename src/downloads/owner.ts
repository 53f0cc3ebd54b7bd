import { createHash } from 'node:crypto';
import { asList, asRecord, asString, parseJson } from '../getty/decode.js';

/**
 * Who owns an idempotency key. A key is unique in the whole service: its record is found by the key alone and says who
 * used it. Everything here is pure; the stores only keep what `writeOwner` writes.
 */

/** Account facts of a token: what `customers/current` and the products said when the token was first seen. */
export interface AccountFacts {
  /** SHA-256 of names and product ids. */
  readonly hash: string;
  /** SHA-256 of the names alone; `null` where Getty Images leaves every name null. */
  readonly names: string | null;
}

/** What is known of a caller. Never a token, a client key or an API key itself. */
export interface CallerIdentity {
  /** SHA-256 of the caller's access token; `null` for the service's own account. */
  readonly token: string | null;
  /** `null` for the service's own account, and where v3 is switched off. */
  readonly account: AccountFacts | null;
  /** Stable name of the service's own account; `null` for callers with a token of their own. */
  readonly service: string | null;
  /** Name of the client key (`CLIENT_KEYS`) that was presented. */
  readonly clientKey: string | null;
  /** The application's own name for itself (`apollographql-client-name`); tells applications apart, proves nothing. */
  readonly clientName: string | null;
  /** The name under which releases before this one stored the caller's keys; `null` where there was none. */
  readonly formerName: string | null;
}

/** What a record holds of its owner: everything that the callers who used the key presented. */
export interface RecordOwner {
  /** Hashes of tokens, the latest last; at most `MAX_TOKENS`. */
  readonly tokens: readonly string[];
  readonly account: AccountFacts | null;
  readonly service: string | null;
  /** Names of client keys, the latest last; at most `MAX_CLIENTS`. */
  readonly clientKeys: readonly string[];
}

/** Tokens live for half an hour and keys for a day: more than 48 renewals under one key are not remembered. */
const MAX_TOKENS = 48;
const MAX_CLIENTS = 16;

/** A random UUID (version 4): 122 random bits, which only the client that made it, or was given it, can know. */
const RANDOM_UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/i;

/** Whether a key is a random UUID and so cannot be guessed or chosen twice. */
export const isRandomUuid = (key: string): boolean => RANDOM_UUID.test(key);

/** The owner of a key that this caller is the first to use. */
export const ownerOf = (caller: CallerIdentity): RecordOwner => ({
  tokens: caller.token === null ? [] : [caller.token],
  account: caller.account,
  service: caller.service,
  clientKeys: caller.clientKey === null ? [] : [caller.clientKey],
});

/** The owner as a release before this one knew it: by that release's name for a caller, which was made of less. */
export const formerOwnerOf = (caller: CallerIdentity): RecordOwner =>
  caller.account === null
    ? ownerOf(caller)
    : { tokens: [], account: caller.account, service: null, clientKeys: [] };

/**
 * Whether a caller owns a key's record. Pure.
 *  - A token or the service's account that used the key before owns it. Where both sides present client keys, the
 *    client key must have used it too: applications that share the account do not share keys.
 *  - Account facts alone (a renewed token) make an owner only of a random UUID, and only where the names are there:
 *    two people may have equal names, or none, and both may call a download `order-1`.
 */
export const decideOwner = (owner: RecordOwner, caller: CallerIdentity, key: string): 'owner' | 'other' => {
  if (caller.service !== null) {
    if (owner.service !== caller.service) return 'other';
    const isOtherClient =
      caller.clientKey !== null &&
      owner.clientKeys.length > 0 &&
      !owner.clientKeys.includes(caller.clientKey);
    return isOtherClient ? 'other' : 'owner';
  }
  if (caller.token !== null && owner.tokens.includes(caller.token)) return 'owner';
  const isSamePerson =
    caller.account !== null &&
    caller.account.names !== null &&
    owner.account !== null &&
    caller.account.hash === owner.account.hash;
  return isSamePerson && isRandomUuid(key) ? 'owner' : 'other';
};

const withLatest = (known: readonly string[], one: string | null, max: number): readonly string[] =>
  one === null || known.at(-1) === one ? known : [...known.filter((other) => other !== one), one].slice(-max);

/** The owner once this caller, who was found to be it, used the key again. */
export const withCaller = (owner: RecordOwner, caller: CallerIdentity): RecordOwner => ({
  tokens: withLatest(owner.tokens, caller.token, MAX_TOKENS),
  // The latest: a later renewal is compared with what the person has now.
  account: caller.account ?? owner.account,
  service: owner.service ?? caller.service,
  clientKeys: withLatest(owner.clientKeys, caller.clientKey, MAX_CLIENTS),
});

/**
 * Whether a sending was paid by the caller's account, whose history shows it then. Pure.
 * `null`: cannot be told. Only `true` may explain a row of the caller's history: explaining one by a stranger's
 * download would let a charged key be sent again.
 */
export const isSameAccount = (sender: RecordOwner, caller: CallerIdentity): boolean | null => {
  if (sender.service !== null && caller.service !== null) return sender.service === caller.service;
  if (caller.token !== null && sender.tokens.includes(caller.token)) return true;
  const [one, other] = [sender.account?.names ?? null, caller.account?.names ?? null];
  return one !== null && other !== null && one !== other ? false : null;
};

/** What an undelivered answer without a key belongs to: the very same token or client key, and the client's name. */
export const recipientOf = ({ token, service, clientKey, clientName }: CallerIdentity): string =>
  JSON.stringify([token, service, clientKey, clientName]);

/** SHA-256 of anything that is JSON, shortened to 192 bits. */
export const digest = (parts: unknown): string =>
  createHash('sha256').update(JSON.stringify(parts)).digest('base64url').slice(0, 32);

/** An owner as the stores keep it. The same owner is always the same text. */
export const writeOwner = ({ tokens, account, service, clientKeys }: RecordOwner): string =>
  JSON.stringify({
    tokens,
    account: account && { hash: account.hash, names: account.names },
    service,
    clientKeys,
  });

const NO_OWNER: RecordOwner = { tokens: [], account: null, service: null, clientKeys: [] };

/** The owner in a record; what cannot be read belongs to no caller. */
export const readOwner = (text: string | null): RecordOwner => {
  const wire = asRecord(parseJson(text ?? ''));
  if (wire === null) return NO_OWNER;
  const account = asRecord(wire['account']);
  const hash = asString(account?.['hash']);
  const texts = (value: unknown): string[] => asList(value).flatMap((one) => asString(one) ?? []);
  return {
    tokens: texts(wire['tokens']),
    account: hash === null ? null : { hash, names: asString(account?.['names']) },
    service: asString(wire['service']),
    clientKeys: texts(wire['clientKeys']),
  };
};
