const HOUR_MS = 60 * 60 * 1000;

/**
 * How long a store remembers plans that were never carried out, and sendings whose outcome is known: 48 hours. Twice
 * the 24 hours that an ended key is stored, so that reconciling the oldest of them still sees everything else that was
 * sent for its asset since.
 */
export const RETENTION_MS = 48 * HOUR_MS;
/**
 * How long a store remembers what was sent and never resolved: a week from the sending. Within it a key that is still
 * `sent` or `unknown` is reconciled before anything is sent under it again.
 */
export const UNRESOLVED_MS = 7 * 24 * HOUR_MS;
/** How long keys are stored at least: for so long after a store lost records, a key without one may have been used. */
export const SUSPICION_MS = 24 * HOUR_MS;
/** How long callers that wait for a refused claim can read its refusal. */
export const REFUSAL_MS = 10_000;
