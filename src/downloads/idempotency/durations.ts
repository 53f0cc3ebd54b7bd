/**
 * How long a store remembers what nobody ended, and the ledger of what was sent: 48 hours. Twice the 24 hours that a
 * key is kept, so that reconciling the oldest key still sees everything else that was sent for its asset since.
 */
export const RETENTION_MS = 48 * 60 * 60 * 1000;
