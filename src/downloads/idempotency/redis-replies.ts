import { z } from 'zod';
import { type CallerIdentity, isSameAccount, readOwner } from '../owner.js';
import type { IdempotencyRecord, LedgerEntry } from './idempotency-store.js';

const numeric = z.string().transform(Number).pipe(z.number());
const orNull = <T extends z.ZodType>(type: T) => type.nullish().transform((value) => value ?? null);

const recordFields = z.object({
  inputHash: z.string(),
  asset: z.templateLiteral([z.enum(['image', 'video']), ':', z.string()]),
  owner: orNull(z.string()),
  state: z.enum(['planned', 'sent', 'unknown', 'settled', 'lost']),
  fence: numeric,
  leaseUntil: numeric,
  sentAt: orNull(numeric),
  sentStoreAt: orNull(numeric),
  sendFence: orNull(numeric),
  plan: orNull(z.string()),
  answer: orNull(z.string()),
});

const sendingFields = z.object({
  key: z.string(),
  owner: orNull(z.string()),
  sentAt: numeric,
  resolvedAt: orNull(numeric),
  state: z.enum(['sent', 'unknown', 'settled', 'lost', 'dropped']),
  leaseUntil: numeric,
  expiresAt: numeric,
});

const strings = z.array(z.string());

function pairs(flat: readonly string[]): [string, string][] {
  const out: [string, string][] = [];
  for (let i = 0; i + 1 < flat.length; i += 2) out.push([flat[i] ?? '', flat[i + 1] ?? '']);
  return out;
}

/** What a script says about a record: `{verdict, now, fence, changedAt, isOlder, field, value, ...}`. */
export interface RecordReply {
  readonly verdict: string;
  readonly now: number;
  readonly fence: number;
  /** When records were last lost, by the claim script; 0 from others. */
  readonly changedAt: number;
  /** Whether the record is of an earlier epoch, so that later sendings under its key may be forgotten. */
  readonly isOlder: boolean;
  readonly record: IdempotencyRecord | null;
  /** The owner as it is stored, to be compared byte for byte. */
  readonly ownerText: string;
  /** What a refused claim was released with. */
  readonly refusal: string | null;
}

/** Reads a `RecordReply`. */
export function parseRecord(reply: unknown): RecordReply {
  const [errorKind = '', now = '', fence = '', changedAt = '', isOlder = '', ...fields] =
    strings.parse(reply);
  const raw = Object.fromEntries(pairs(fields));
  const common = {
    verdict: errorKind,
    now: Number(now),
    fence: Number(fence),
    changedAt: Number(changedAt),
    isOlder: isOlder === '1',
    ownerText: raw['owner'] ?? '',
  };
  if (errorKind === 'refused') return { ...common, record: null, refusal: raw['answer'] ?? '' };
  if (fields.length === 0) return { ...common, record: null, refusal: null };
  const { owner, ...record } = recordFields.parse(raw);
  return { ...common, record: { ...record, owner: readOwner(owner) }, refusal: null };
}

/** What the ledger script says, in the order of sending, as a caller's account sees it. */
export function parseLedger(
  reply: unknown,
  caller: CallerIdentity,
): {
  readonly entries: readonly LedgerEntry[];
  readonly now: number;
} {
  const [time = '', ...fields] = strings.parse(reply);
  const now = Number(time);
  const entries = pairs(fields)
    .map(([fence, text]) => ({ fence: Number(fence), ...sendingFields.parse(JSON.parse(text)) }))
    .sort((a, b) => a.sentAt - b.sentAt || a.fence - b.fence)
    .flatMap(({ key, owner, sentAt, resolvedAt, state, leaseUntil, expiresAt }) =>
      expiresAt > now && state !== 'dropped'
        ? [
            {
              key,
              isSameAccount: isSameAccount(readOwner(owner), caller),
              sentAt,
              resolvedAt,
              state,
              leaseUntil,
            },
          ]
        : [],
    );
  return { entries, now };
}
