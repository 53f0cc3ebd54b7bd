/** Whether this process can do its work, and what of it cannot. */
export interface Readiness {
  readonly isReady: boolean;
  /** Each part by name: `ok`, or what is wrong, without secrets. */
  readonly checks: Readonly<Record<string, string>>;
}

/** Asks the parts behind the edge. */
export type ReadinessProbe = () => Promise<Readiness>;
