import type { DocumentNode, GraphQLSchema, OperationDefinitionNode } from 'graphql';
import type { Clock } from '../../clock.js';
import type { LimitsConfig } from '../../config/config.js';
import type { Usage } from '../../domain/usage.js';
import { ServiceError } from '../../errors/service-error.js';
import { isoTimeWriter } from '../../iso-time.js';
import type { Edge } from '../edge.js';
import { variablesOf } from './arguments.js';
import type { Budget, Spent } from './budget.js';
import { type Estimate, estimateWith } from './estimate.js';
import { refusalOf } from './refusal.js';

const isoTime = isoTimeWriter();

/** GraphQL's Int ends here. */
const largestInt = 2_147_483_647;

/** What the limits are made of. */
export interface LimitsParts {
  readonly limits: LimitsConfig;
  readonly schema: GraphQLSchema;
  readonly budget: Budget;
  readonly clock: Clock;
}

/** Prices operations, refuses those over a limit, and charges callers. */
export class Pricing {
  readonly #parts: LimitsParts;
  /**
   * What operations cost whose variables have no say in it; `null` where they have. Documents are kept, so the same
   * operation is met again.
   */
  readonly #known = new WeakMap<OperationDefinitionNode, Estimate | null>();

  constructor(parts: LimitsParts) {
    this.#parts = parts;
  }

  /** What an operation costs at most. */
  estimate(
    document: DocumentNode,
    operation: OperationDefinitionNode,
    variables: Readonly<Record<string, unknown>> | undefined,
  ): Estimate {
    const known = this.#known.get(operation);
    if (known) return known;
    const values = variablesOf(operation, variables);
    if (known === null) return estimateWith(this.#parts.schema, document, operation, values);
    let isAsked = false;
    const watched = new Proxy(values, {
      get: (all, name) => {
        isAsked = true;
        return Reflect.get(all, name);
      },
    });
    const found = estimateWith(this.#parts.schema, document, operation, watched);
    this.#known.set(operation, isAsked ? null : found);
    return found;
  }

  /** Why an operation may not run at all; `null` when it may. */
  refusalOf(found: Estimate): ServiceError | null {
    return found.isDryRun ? null : refusalOf(found, this.#parts.limits);
  }

  /**
   * Takes the cost out of the caller's budget, and notes what is left for the answer.
   * @throws ServiceError RATE_LIMITED
   */
  async charge(edge: Edge, found: Estimate): Promise<void> {
    const { budget, limits } = this.#parts;
    // Nobody is charged twice for one request, whichever ways it goes.
    edge.spent ??= await budget.use(edge.principal, found.isDryRun ? 0 : found.cost);
    const { spent } = edge;
    edge.meter.current = this.#usageOf(found, spent);
    if (!found.isDryRun && spent.used > limits.budget) throw overBudget(spent);
  }

  #usageOf({ cost, nodeCount }: Estimate, { used, msUntilReset }: Spent): Usage {
    const { limits, clock } = this.#parts;
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

const overBudget = ({ msUntilReset }: Spent): ServiceError =>
  new ServiceError('RATE_LIMITED', 'The budget of this caller is used up for now; `rateLimit` shows it.', {
    retryAfterMs: Math.max(1, Math.ceil(msUntilReset)),
  });
