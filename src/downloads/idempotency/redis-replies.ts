import { z } from 'zod';
import type { IdempotencyRecord, LedgerEntry } from './idempotency-store.js';

const numeric = z.string().transform(Number).pipe(z.number());
const orNull = <T extends z.ZodType>(type: T) => type.nullish().transform((value) => value ?? null);

const recordFields = z.object({
  inputHash: z.string(),
  asset: z.templateLiteral([z.enum(['image', 'video']), ':', z.string()]),
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

/** What a script says about a record: `{verdict, now, fence, field, value, ...}`. */
export function parseRecord(reply: unknown): {
  readonly verdict: string;
  readonly now: number;
  readonly fence: number;
  readonly record: IdempotencyRecord | null;
} {
  const [errorKind = '', now = '', fence = '', ...fields] = strings.parse(reply);
  const record = fields.length === 0 ? null : recordFields.parse(Object.fromEntries(pairs(fields)));
  return { verdict: errorKind, now: Number(now), fence: Number(fence), record };
}

/** What the ledger script says, in the order of sending. */
export function parseLedger(reply: unknown): {
  readonly entries: readonly LedgerEntry[];
  readonly now: number;
} {
  const [time = '', ...fields] = strings.parse(reply);
  const now = Number(time);
  const entries = pairs(fields)
    .map(([fence, text]) => ({ fence: Number(fence), ...sendingFields.parse(JSON.parse(text)) }))
    .sort((a, b) => a.sentAt - b.sentAt || a.fence - b.fence)
    .flatMap(({ key, sentAt, resolvedAt, state, leaseUntil, expiresAt }) =>
      expiresAt > now && state !== 'dropped' ? [{ key, sentAt, resolvedAt, state, leaseUntil }] : [],
    );
  return { entries, now };
}
