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

const fail = (what: string, sequence: Sequence): never => {
  const story = sequence.calls.map((call) => {
    const ends = call.downloads.map((one) => `${one.idempotencyKey} ${outcomeOf(one)}`).join('; ');
    return `  ${call.startedAt % 100_000_000}..${call.endedAt % 100_000_000} ${call.id} ${call.end}${call.hasLeft ? ' (left)' : ''}: ${ends} ${call.error instanceof Error ? call.error.message : ''}`;
  });
  throw new Error(`${what}\n${story.join('\n')}`);
};

/** Checks against Getty Images' ledger: never two charges for one key, and every reported outcome is true. */
export const checkCalls = (
  sequence: Sequence,
  charges: readonly Attributed[],
  written: readonly Written[],
  figures: Figures,
): void => {
  const byKey = new Map<string, number>();
  for (const { key } of charges) byKey.set(key, (byKey.get(key) ?? 0) + 1);
  for (const [key, count] of byKey)
    if (count > 1) {
      figures.duplicates += 1;
      fail(`${key} was charged ${count} times.`, sequence);
    }
  for (const call of sequence.calls)
    for (const one of call.downloads) checkOutcome(sequence, call, one, charges, written);
};

/** Detects another key that was sent for the same asset: then a row of the history may belong to either. */
const isShared = (key: string, written: readonly Written[]): boolean => {
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
    if (isShared(key, written) || charges.some((charge) => charge.key === key)) return;
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
      const key = named !== undefined && named !== '' ? named : ask.key === null ? null : `key-${ask.key}`;
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
const resolve = async (sequence: Sequence, { key, asks }: KeyOf): Promise<Download | Call> => {
  let last: Download | Call | null = null;
  let replica = 0;
  for (const ask of asks) {
    // Often enough for the longest time that a doubt may take, which ends it.
    const endsAt = sequence.around.time.now() + SETTLE_MS + TIMEOUT_MS + DOUBT_ENDS_MS + 60_000;
    for (let attempt = 0; attempt < 6 || sequence.around.time.now() < endsAt; attempt += 1) {
      const call = await sequence.ask([ask], key, replica);
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
    const before = chargesNow().filter((charge) => charge.key === key).length;
    const end = await resolve(sequence, known);
    const after = chargesNow().filter((charge) => charge.key === key).length;
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
    if (before > 0) {
      const isThere = outcome.kind === 'settled' && outcome.isReplay;
      if (isThere || code === 'LINK_LOST' || isOwnedUpTo) continue;
      figures.losses += 1;
      fail(`${said}: what was paid for is lost.`, sequence);
    }
    if (outcome.kind === 'error' && outcome.error.code !== 'BAD_USER_INPUT')
      fail(`${said}: it stays busy, or something still fails.`, sequence);
    // It was charged during the retry: a late commit that a history on another clock leaves in doubt.
    const isChargedSince = after > 0 && (code === 'LINK_LOST' || isOwnedUpTo);
    if (!isAmbiguous && !isChargedSince && (code === 'OUTCOME_UNKNOWN' || code === 'LINK_LOST'))
      fail(`${said}: it was not charged, and is not free.`, sequence);
  }
};
