import { DOUBT_ENDS_MS } from '../../../src/downloads/count-charges.js';
import type { Download } from '../../../src/downloads/download.js';
import type { Written } from './in-process-transport.js';
import type { Ask } from './scenario.js';
import { type Call, SETTLE_MS, type Sequence, TIMEOUT_MS } from './sequence.js';

/** Counts over a sequence, for the figures at the end. */
export interface Figures {
  sequences: number;
  calls: number;
  charges: number;
  links: number;
  replays: number;
  lost: number;
  unknown: number;
  duplicates: number;
  losses: number;
  /** Still without an end after all the time that a key may take. */
  stuck: number;
  /** Charged without a key of the client's while the store was lost, in a process that then died. */
  gone: number;
  /** Charged, and refused at the end to its payer, whose token was renewed under a key that anybody may think of. */
  refused: number;
  /** Refused because the asset was licensed before (`ifOwned: REFUSE`). */
  owned: number;
}

export const noFigures = (): Figures => ({
  sequences: 0,
  calls: 0,
  charges: 0,
  links: 0,
  replays: 0,
  lost: 0,
  unknown: 0,
  duplicates: 0,
  losses: 0,
  stuck: 0,
  gone: 0,
  refused: 0,
  owned: 0,
});

/** A charge, and the key that it was made under. */
export interface Attributed {
  readonly callId: string;
  readonly key: string;
  readonly asset: string;
}

/** Whose every charge is. */
export const attributed = (written: readonly Written[]): Attributed[] =>
  written.flatMap(({ requestId, marks, charged }) =>
    charged.map((asset) => {
      const mark = marks.find((one) => one.asset.endsWith(`:${asset}`));
      if (mark === undefined)
        throw new Error(`Asset ${asset} was charged to ${requestId}, which never marked it as sent.`);
      return { callId: requestId, key: mark.key, asset };
    }),
  );

/** The outcome of a download, as a word. */
export const outcomeOf = (download: Download): string => {
  const { outcome } = download;
  switch (outcome.kind) {
    case 'settled':
      return outcome.isReplay ? 'replay' : 'link';
    case 'failed':
      return outcome.failure.code;
    case 'error':
      return `system error ${outcome.error.code}: ${outcome.error.message}`;
    case 'not-attempted':
      return 'not-attempted';
    default:
      return outcome satisfies never;
  }
};

export const fail = (what: string, sequence: Sequence): never => {
  const story = sequence.calls.map((call) => {
    const ends = call.downloads.map((one) => `${one.idempotencyKey} ${outcomeOf(one)}`).join('; ');
    return `  ${call.startedAt % 100_000_000}..${call.endedAt % 100_000_000} ${call.id} ${call.end}${call.hasLeft ? ' (left)' : ''}: ${ends} ${call.error instanceof Error ? call.error.message : ''}`;
  });
  throw new Error(`${what}\n${story.join('\n')}`);
};

/**
 * How often a key was charged. A store that forgot a key cannot know that it was another person's, or for another
 * asset: then it is how often one person was charged for one asset.
 */
const timesPaid = (sequence: Sequence, key: string, charges: readonly Attributed[]): number => {
  const counts = new Map<string, number>();
  for (const { callId, asset } of charges.filter((charge) => charge.key === key)) {
    const person = sequence.calls.find(({ id }) => id === callId)?.person ?? 0;
    const name = sequence.hasForgotten ? `${person} ${asset}` : '';
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return Math.max(0, ...counts.values());
};

/** Getty Images' word: never two charges for one key, and what was said of each call is true. */
export const checkCalls = (
  sequence: Sequence,
  charges: readonly Attributed[],
  written: readonly Written[],
  figures: Figures,
): void => {
  for (const key of new Set(charges.map((charge) => charge.key))) {
    const count = timesPaid(sequence, key, charges);
    if (count <= 1) continue;
    figures.duplicates += 1;
    fail(`${key} was charged ${count} times.`, sequence);
  }
  checkHurries(sequence, charges);
  checkRefusing(sequence, charges, figures);
  for (const call of sequence.calls)
    for (const one of call.downloads) checkOutcome(sequence, call, one, charges, written);
};

/** A client without a key that asks again and again, and is told of one download, pays for one. */
const checkHurries = (sequence: Sequence, charges: readonly Attributed[]): void => {
  // What a process or the store forgot, and what belongs to another token, cannot be joined.
  if (sequence.isBlurred || sequence.hasRenewed) return;
  const count = new Map<number, number>();
  for (const { hurry, id } of sequence.calls)
    if (hurry !== null)
      count.set(hurry, (count.get(hurry) ?? 0) + charges.filter(({ callId }) => callId === id).length);
  for (const [hurry, charged] of count)
    if (charged > 1) fail(`Client ${hurry} was in a hurry and paid ${charged} times.`, sequence);
};

/** Under `ifOwned: REFUSE` an account pays once for an asset, with however many keys. */
const checkRefusing = (sequence: Sequence, charges: readonly Attributed[], figures: Figures): void => {
  const counts = new Map<string, number>();
  for (const { callId, asset, key } of charges) {
    const call = sequence.calls.find(({ id }) => id === callId);
    const asks = call?.asks.filter((one) => sequence.assetOf(one).id === asset) ?? [];
    const named = asks.find(
      (one) => one.key !== null && sequence.keyName(one.key, call?.person ?? 0) === key,
    );
    const ask = named ?? asks.find((one) => one.key === null);
    if (call === undefined || ask === undefined || !sequence.refuses(ask)) continue;
    const account = sequence.scenario.session === 'service' ? 'service' : `person ${call.person}`;
    const name = `${account} paid for ${asset}`;
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  for (const [name, count] of counts)
    if (count > 1) {
      figures.duplicates += 1;
      fail(`${name} ${count} times under REFUSE.`, sequence);
    }
  figures.owned += sequence.calls
    .flatMap((call) => call.downloads)
    .filter((one) => outcomeOf(one) === 'ALREADY_OWNED').length;
};

/** Another person's link is shown to no caller. */
const checkPayer = (
  sequence: Sequence,
  call: Call,
  { outcome, idempotencyKey: key }: Download,
  charges: readonly Attributed[],
): void => {
  if (sequence.scenario.session === 'service' || outcome.kind !== 'settled') return;
  const payer = charges.find((charge) => charge.key === key)?.callId;
  const paid = sequence.calls.find(({ id }) => id === payer);
  if (paid !== undefined && paid.person !== call.person)
    fail(`${call.id} was shown the link under ${key} that ${paid.id}, another person's, paid for.`, sequence);
};

/** Whether another key was sent for the asset of this one: nobody can tell whose a row of the history is then. */
export const isShared = (key: string, written: readonly Written[]): boolean => {
  const marks = written.flatMap((entry) => entry.marks);
  const assets = new Set(marks.filter((mark) => mark.key === key).map((mark) => mark.asset));
  return marks.some((mark) => mark.key !== key && assets.has(mark.asset));
};

const checkOutcome = (
  sequence: Sequence,
  call: Call,
  one: Download,
  charges: readonly Attributed[],
  written: readonly Written[],
): void => {
  checkPayer(sequence, call, one, charges);
  const { outcome, idempotencyKey: key } = one;
  const here = charges.filter((charge) => charge.callId === call.id && charge.key === key).length;
  const said = `${call.id} ${key} ended as “${outcomeOf(one)}”`;
  if (outcome.kind === 'settled') {
    if (outcome.isReplay ? !charges.some((charge) => charge.key === key) : here !== 1)
      fail(`${said}, but it was charged ${here} times.`, sequence);
    return;
  }
  const code = outcome.kind === 'failed' ? outcome.failure.code : null;
  if (code === 'OUTCOME_UNKNOWN') {
    // A request that another call marked as sent may be in flight or not yet written: this call cannot know.
    const mayBeSent = written.some(
      ({ askedAt, isWritten, requestId, marks }) =>
        askedAt <= call.endedAt &&
        (isWritten || requestId !== call.id) &&
        marks.some((mark) => mark.key === key),
    );
    if (!mayBeSent && !sequence.isBlurred)
      fail(`${said}, but nothing was ever sent under the key.`, sequence);
    return;
  }
  if (code === 'LINK_LOST') {
    if (sequence.hasForgotten || isShared(key, written) || charges.some((charge) => charge.key === key))
      return;
    fail(`${said}, but it was never charged.`, sequence);
  }
  // That the service failed says nothing of what was sent before it did.
  const isFault = outcome.kind === 'error' && outcome.error.code === 'INTERNAL_SERVER_ERROR';
  if (here > 0 && !isFault) fail(`${said}, but it was charged.`, sequence);
};

interface KeyOf {
  readonly key: string;
  readonly asks: Ask[];
}

/** Every key that was used, with what it was used for. */
const keysOf = (sequence: Sequence, charges: readonly Attributed[]): KeyOf[] => {
  const keys = new Map<string, Ask[]>();
  const note = (key: string, ask: Ask): void => {
    const asks = keys.get(key) ?? [];
    const { id } = sequence.assetOf(ask);
    if (!asks.some((other) => sequence.assetOf(other).id === id)) asks.push(ask);
    keys.set(key, asks);
  };
  for (const call of sequence.calls) {
    for (const [index, ask] of call.asks.entries()) {
      const named = call.downloads[index]?.idempotencyKey;
      const key =
        named !== undefined && named !== ''
          ? named
          : ask.key === null
            ? null
            : sequence.keyName(ask.key, call.person);
      if (key !== null) note(key, ask);
    }
    for (const charge of charges.filter(({ callId }) => callId === call.id)) {
      const ask = call.asks.find((one) => sequence.assetOf(one).id === charge.asset);
      if (ask !== undefined) note(charge.key, ask);
    }
  }
  return [...keys].map(([key, asks]) => ({ key, asks }));
};

/** A key generated while the store was away, used with a process that does not know it. */
const isElsewhere = ({ outcome, idempotencyKey }: Download): boolean =>
  outcome.kind === 'error' &&
  outcome.error.code === 'UPSTREAM_UNAVAILABLE' &&
  idempotencyKey.startsWith('unshared-');

/** Asks with a key until it says something that lasts. */
const resolve = async (
  sequence: Sequence,
  { key, asks }: KeyOf,
  charges: readonly Attributed[],
): Promise<Download | Call> => {
  let last: Download | Call | null = null;
  let replica = 0;
  const payer = charges.find((charge) => charge.key === key)?.callId;
  const first = sequence.calls.find(({ id }) => id === payer)?.person ?? 0;
  const people = sequence.usersOf(key, first);
  // A store that forgot cannot refuse the key for another asset: what was paid for is asked for first.
  const paid = charges.find((charge) => charge.key === key)?.asset;
  const isPaid = (ask: Ask): boolean => sequence.assetOf(ask).id === paid;
  const ordered = [...asks.filter(isPaid), ...asks.filter((ask) => !isPaid(ask))];
  for (const [ask, person] of people.flatMap((one) => ordered.map((ask) => [ask, one] as const))) {
    // Often enough for the longest time that a doubt may take, which ends it.
    const endsAt = sequence.around.time.now() + SETTLE_MS + TIMEOUT_MS + DOUBT_ENDS_MS + 60_000;
    for (let attempt = 0; attempt < 6 || sequence.around.time.now() < endsAt; attempt += 1) {
      const call = await sequence.ask([ask], key, replica, person);
      const [one] = call.downloads;
      if (one === undefined) return call;
      last = one;
      // A key that was made while the store was lost is known to one of the replicas.
      if (attempt === 0 && isElsewhere(one)) {
        replica = 1;
        continue;
      }
      // Over real sockets a busy machine may be too slow once; what stays so is a failure.
      if (one.outcome.kind === 'error' && one.outcome.error.isRetryable && !isElsewhere(one)) continue;
      if (one.outcome.kind !== 'failed' || one.outcome.failure.code !== 'OUTCOME_UNKNOWN') break;
      if (one.outcome.failure.isFinal) break;
      await sequence.around.pass(Math.max(one.outcome.failure.retryAfterMs, 20_000));
    }
    const outcome = (last as Download).outcome;
    if (outcome.kind !== 'failed' || outcome.failure.code !== 'IDEMPOTENCY_KEY_REUSED') break;
  }
  if (last === null) throw new Error(`${key} was never used.`);
  return last;
};

/** At the end every key is retried, and every charge has its link or an outcome that accounts for it. */
export const checkEnds = async (
  sequence: Sequence,
  written: readonly Written[],
  figures: Figures,
): Promise<void> => {
  const chargesNow = (): Attributed[] => attributed(written);
  for (const known of keysOf(sequence, chargesNow())) {
    const { key } = known;
    const before = timesPaid(sequence, key, chargesNow());
    const end = await resolve(sequence, known, chargesNow());
    const after = timesPaid(sequence, key, chargesNow());
    if (!('outcome' in end)) {
      if (end.end !== 'refused') fail(`${key} never ended.`, sequence);
      if (before > 0) fail(`${key} was charged, and now it is refused.`, sequence);
      continue;
    }
    const { outcome } = end;
    const said = `${key} (charged ${before} times, then ${after}) ends with “${outcomeOf(end)}”`;
    if (after > 1) {
      figures.duplicates += 1;
      fail(`${said}: charged again.`, sequence);
    }
    const code = outcome.kind === 'failed' ? outcome.failure.code : null;
    if (outcome.kind === 'settled') {
      if (outcome.isReplay) figures.replays += 1;
      else figures.links += 1;
    }
    if (code === 'LINK_LOST') figures.lost += 1;
    if (code === 'OUTCOME_UNKNOWN') figures.unknown += 1;
    const isAmbiguous = isShared(key, written);
    const isFinal =
      outcome.kind === 'failed' && outcome.failure.code === 'OUTCOME_UNKNOWN' && outcome.failure.isFinal;
    if (code === 'OUTCOME_UNKNOWN' && !isFinal) {
      figures.stuck += 1;
      fail(`${said}: it is still open after all the time it may take.`, sequence);
    }
    // Clocks that lie apart leave a doubt, which is owned up to with the rows in question.
    const isOwnedUpTo = isFinal && (isAmbiguous || sequence.scenario.historySkewMs !== 0);
    // No key sent, the store lost, and then the process died: nothing is left that could know. It is not sent again.
    if (isElsewhere(end) && sequence.hasCrashed) {
      figures.gone += before;
      continue;
    }
    // Charged once and refused since: a renewed token proves nothing where the key may be any client's.
    if (before > 0 && code === 'IDEMPOTENCY_KEY_REUSED' && sequence.hasRenewed) {
      figures.refused += before;
      continue;
    }
    // A store that forgot says what cannot be told; or the key pays once more, for another asset or another person.
    if (sequence.hasForgotten && (code === 'OUTCOME_UNKNOWN' || code === 'LINK_LOST')) continue;
    if (sequence.hasForgotten && (outcome.kind === 'settled' || code === 'ALREADY_OWNED')) continue;
    if (before > 0) {
      const isThere = outcome.kind === 'settled' && outcome.isReplay;
      if (isThere || code === 'LINK_LOST' || isOwnedUpTo) continue;
      figures.losses += 1;
      fail(`${said}: what was paid for is lost.`, sequence);
    }
    // Without v3 a 401 of v2 cannot be looked into: an application's token that ended reads like one that was never enough.
    const isOpaque = outcome.kind === 'error' && outcome.error.code === 'USER_TOKEN_REQUIRED';
    if (isOpaque && sequence.scenario.apis === 'v1,v2' && sequence.hasRenewed) continue;
    if (outcome.kind === 'error' && outcome.error.code !== 'BAD_USER_INPUT')
      fail(`${said}: it stays busy, or something still fails.`, sequence);
    // It was charged during the retry: a late commit that a history on another clock leaves in doubt.
    const isChargedSince = after > 0 && (code === 'LINK_LOST' || isOwnedUpTo);
    if (!isAmbiguous && !isChargedSince && (code === 'OUTCOME_UNKNOWN' || code === 'LINK_LOST'))
      fail(`${said}: it was not charged, and is not free.`, sequence);
  }
};
