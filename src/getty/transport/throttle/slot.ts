/** The right to make one call. */
export interface Slot {
  /** The request is being written: from now on the call counts. */
  used(): void;
  /** The call is over. If it was never written, the place is given back. */
  done(): void;
}

/** The slot of a call that nobody limits. */
export const FREE_SLOT: Slot = { used: () => {}, done: () => {} };
