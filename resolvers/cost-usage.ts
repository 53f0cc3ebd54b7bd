/** What an operation costs and what its caller has left, as `rateLimit` and `extensions.cost` show it. */
export interface CostUsage {
  /** Ten for each upstream call and one for each object; see `src/graphql/cost/estimate.ts`. */
  readonly cost: number;
  /** Objects the answer may hold. */
  readonly nodeCount: number;
  /** Cost a caller may use in a period. */
  readonly limit: number;
  /** Cost used in this period, this operation included. */
  readonly used: number;
  readonly remaining: number;
  /** RFC 3339, in UTC: when the next period begins. */
  readonly resetAt: string;
}

/** Holds the usage of one request: unknown until its operation is known, which is before anything is executed. */
export interface CostMeter {
  current: CostUsage | null;
}
