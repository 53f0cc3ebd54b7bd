import type { DocumentNode, GraphQLSchema, OperationDefinitionNode } from 'graphql';
import type { LimitsConfig } from '../../config/config.js';
import { ServiceError } from '../../errors/service-error.js';
import type { Clock } from '../../lib/clock.js';
import { createIsoFormatter } from '../../lib/iso-time-formatter.js';
import type { BudgetUsage, CostUsage, RequestContext } from '../../lib/request-context.js';
import { coerceVariables } from './arguments.js';
import type { RateBudget } from './budget.js';
import { type CostEstimate, estimateCostWith } from './estimate.js';

/** Getty Images has no batch for earlier downloads, so each image is a call. */
const maxPreviousDownloads = 10;

/** Why an operation is over a limit; `null` when it is not. */
export function checkLimits(estimate: CostEstimate, limits: LimitsConfig): ServiceError | null {
  const { cost, nodeCount, previousDownloads, downloads } = estimate;
  if (downloads > 1) {
    return tooExpensiveError(
      'An operation may download at one root field only; `downloadImages` downloads many images.',
    );
  }
  if (previousDownloads > maxPreviousDownloads) {
    return tooExpensiveError(
      `The operation asks for the previous downloads of ${previousDownloads} images; at most ${maxPreviousDownloads} are allowed. Each takes a call of its own.`,
    );
  }
  if (nodeCount > limits.maxNodes) {
    return tooExpensiveError(
      `The operation may return ${nodeCount} objects; at most ${limits.maxNodes} are allowed. Ask for fewer rows or fewer fields.`,
    );
  }
  const allowed = Math.min(limits.maxCost, limits.budget);
  if (cost > allowed) {
    return tooExpensiveError(
      `The operation costs ${cost}; at most ${allowed} is allowed. Ask for fewer rows or fewer fields.`,
    );
  }
  return null;
}

const tooExpensiveError = (message: string): ServiceError => new ServiceError('QUERY_TOO_EXPENSIVE', message);

const isoTime = createIsoFormatter();

/** GraphQL's Int ends here. */
const largestInt = 2_147_483_647;

/** Dependencies of the cost limiter. */
export interface CostLimiterDeps {
  readonly limits: LimitsConfig;
  readonly schema: GraphQLSchema;
  readonly budget: RateBudget;
  readonly clock: Clock;
}

/** Estimates operations, rejects those over a limit, and charges callers. */
export class CostLimiter {
  readonly #deps: CostLimiterDeps;
  /**
   * Estimates that do not depend on variables; `null` for operations whose estimate does. Documents are cached, so the
   * same operation object comes again.
   */
  readonly #byOperation = new WeakMap<OperationDefinitionNode, CostEstimate | null>();

  constructor(deps: CostLimiterDeps) {
    this.#deps = deps;
  }

  /** Estimates the most an operation may cost. */
  estimate(
    document: DocumentNode,
    operation: OperationDefinitionNode,
    variables: Readonly<Record<string, unknown>> | undefined,
  ): CostEstimate {
    const known = this.#byOperation.get(operation);
    if (known) return known;
    const values = coerceVariables(operation, variables);
    if (known === null) return estimateCostWith(this.#deps.schema, document, operation, values);
    let isAsked = false;
    const watched = new Proxy(values, {
      get: (all, name) => {
        isAsked = true;
        return Reflect.get(all, name);
      },
    });
    const found = estimateCostWith(this.#deps.schema, document, operation, watched);
    this.#byOperation.set(operation, isAsked ? null : found);
    return found;
  }

  /** Why an operation may not run; `null` when it may. */
  checkLimits(found: CostEstimate): ServiceError | null {
    return found.isDryRun ? null : checkLimits(found, this.#deps.limits);
  }

  /**
   * Charges the caller's budget, and notes in the context what is left.
   * @throws ServiceError RATE_LIMITED
   */
  async consume(
    { principal, cost }: Pick<RequestContext<never, never, never>, 'principal' | 'cost'>,
    found: CostEstimate,
  ): Promise<void> {
    const { budget, limits } = this.#deps;
    // Charged once, although a request that the fast path declines is costed again in Apollo Server.
    cost.budgetUsage ??= await budget.consume(principal, found.isDryRun ? 0 : found.cost);
    const { budgetUsage } = cost;
    cost.current = this.#toUsage(found, budgetUsage);
    if (!found.isDryRun && budgetUsage.used > limits.budget) throw overBudgetError(budgetUsage);
  }

  #toUsage({ cost, nodeCount }: CostEstimate, { used, msUntilReset }: BudgetUsage): CostUsage {
    const { limits, clock } = this.#deps;
    return {
      cost: Math.min(cost, largestInt),
      nodeCount: Math.min(nodeCount, largestInt),
      limit: limits.budget,
      used: Math.min(used, limits.budget),
      remaining: Math.max(0, limits.budget - used),
      resetAt: isoTime(clock.now() + msUntilReset),
    };
  }
}

const overBudgetError = ({ msUntilReset }: BudgetUsage): ServiceError =>
  new ServiceError('RATE_LIMITED', 'The budget of this caller is used up for now; `rateLimit` shows it.', {
    retryAfterMs: Math.max(1, Math.ceil(msUntilReset)),
  });
