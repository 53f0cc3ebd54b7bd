import type { ExecutionResult, GraphQLFormattedError } from 'graphql';
import { LRUCache } from 'lru-cache';
import type { RequestContext } from '../../../resolvers/context.js';
import { type CachePolicies, shareable } from '../cache-policy.js';
import type { Edge } from '../edge.js';
import type { Pricing } from '../limits/pricing.js';
import { withRequestId } from '../plain-answer.js';
import { type LogParts, logErrors, logOperation } from '../plugins/log.plugin.js';
import { answerBytes } from './answer-bytes.js';
import type { CompiledOperation, CompiledOperations } from './compiled-operations.js';
import { type GraphqlBody, readBody } from './graphql-body.js';
import { type FoundAgain, KeptAnswers } from './kept-answers.js';
import { withUnselected } from './unselected.js';

/** How errors are shown to clients; Apollo Server is given the same function. */
export type FormatError = (formatted: GraphQLFormattedError, error: unknown) => GraphQLFormattedError;

/** A request whose operation is known, and the form in which its sender is answered. */
export interface KnownOperation {
  readonly contentType: string;
  readonly body: GraphqlBody;
  readonly known: CompiledOperation;
}

/** What the short way is made of: the same parts that Apollo Server's plugins use. */
export interface ShortWayParts extends LogParts {
  readonly pricing: Pricing;
  readonly policies: CachePolicies;
  readonly formatError: FormatError;
  readonly operations: CompiledOperations;
}

/** An answer as it goes out. Status 200, for its operation was executed. */
export interface ShortAnswer {
  readonly contentType: string;
  readonly cacheControl: string;
  readonly body: Buffer;
}

/** As many `Accept` headers as clients and proxies write. */
const MAX_ACCEPTS = 100;

/**
 * The way of operations that are known: priced, run, finished and logged exactly as through Apollo Server, which parsed
 * and validated them when they first came, but without its pipeline, which costs more than the compiled operation.
 * Whatever is not plainly the same as before (another text, a new `Accept`, a persisted query, a refusal) is left to
 * Apollo Server, and so is every operation that spends: those are never compiled.
 */
export class ShortWay {
  readonly #parts: ShortWayParts;
  readonly #contentTypes = new LRUCache<string, string>({ max: MAX_ACCEPTS });
  readonly #kept: KeptAnswers;

  constructor(parts: ShortWayParts) {
    this.#parts = parts;
    this.#kept = new KeptAnswers(parts.clock);
  }

  /** Remembers which form Apollo Server chose for an `Accept` header. */
  rememberForm(accept: string | undefined, contentType: string): void {
    this.#contentTypes.set(accept ?? '', contentType);
  }

  /** What was posted, where its operation is known; `null` where it is Apollo Server's to answer. */
  find(posted: unknown, accept: string | undefined): KnownOperation | null {
    const contentType = this.#contentTypes.get(accept ?? '');
    const body = contentType === undefined ? null : readBody(posted);
    const known = body && this.#parts.operations.find(body.query, body.operationName);
    return body && known && contentType !== undefined ? { contentType, body, known } : null;
  }

  /**
   * @param makeContext what resolvers are given
   * @returns `null` where it is Apollo Server's to answer; nothing was executed then, and nothing will be charged twice
   */
  async answer(
    { contentType, body, known }: KnownOperation,
    edge: Edge,
    makeContext: () => RequestContext,
  ): Promise<ShortAnswer | null> {
    const { document, operation } = known;
    const { pricing } = this.#parts;
    const price = pricing.estimate(document, operation, body.variables);
    if (price.isDryRun || pricing.refusalOf(price) !== null) return null;
    try {
      await pricing.charge(edge, price);
    } catch {
      return null; // over the budget: Apollo Server meets the same, and says it
    }
    const key = this.#kept.keyOf(body, edge);
    const kept = key === null ? null : this.#kept.find(key);
    if (kept !== null) return { contentType, ...this.#again(known, kept, edge) };
    const result = await this.#run(known, body, edge, makeContext);
    return result && { contentType, ...this.#finish(known, result, edge, key) };
  }

  async #run(
    { operation, run }: CompiledOperation,
    { variables }: GraphqlBody,
    edge: Edge,
    makeContext: () => RequestContext,
  ): Promise<ExecutionResult | null> {
    const { logger, operations } = this.#parts;
    let context: RequestContext;
    try {
      context = makeContext();
    } catch {
      return null; // Apollo Server meets the same, and says it
    }
    try {
      const result = await run(context, variables ?? {});
      return result.data === undefined ? null : withUnselected(result, context);
    } catch (error) {
      logger.error({ requestId: edge.incoming.requestId, err: error }, 'a compiled operation failed');
      operations.giveUp(operation);
      return null;
    }
  }

  /** An answer that was given to somebody like this caller a moment ago. */
  #again(
    { document, operation }: CompiledOperation,
    { data, age }: FoundAgain,
    edge: Edge,
  ): Pick<ShortAnswer, 'cacheControl' | 'body'> {
    logOperation(this.#parts, edge, operation, undefined);
    const { maxAge, isPrivate } = this.#parts.policies.of(document, operation);
    return {
      cacheControl: shareable({ maxAge: Math.max(0, maxAge - age), isPrivate }, edge),
      body: whole(data, edge),
    };
  }

  #finish(
    { document, operation }: CompiledOperation,
    { data, errors }: ExecutionResult,
    edge: Edge,
    key: string | null,
  ): Pick<ShortAnswer, 'cacheControl' | 'body'> {
    const { policies, formatError, logger } = this.#parts;
    const { requestId } = edge.incoming;
    const cost = edge.meter.current;
    logOperation(this.#parts, edge, operation, errors);
    if (errors === undefined) {
      const policy = policies.of(document, operation);
      const cacheControl = data ? shareable(policy, edge) : 'no-store';
      const text = JSON.stringify(data);
      if (key !== null && data && edge.isShared)
        this.#kept.keep(key, text, policy.maxAge, edge.incoming.shelfLife);
      return { cacheControl, body: whole(text, edge) };
    }
    logErrors(logger, requestId, errors);
    const told = errors.map((error) => formatError(error.toJSON(), error));
    const { errors: shown } = withRequestId({ errors: told }, requestId);
    return {
      cacheControl: 'no-store',
      body: answerBytes(JSON.stringify({ errors: shown, data, extensions: { requestId, cost } })),
    };
  }
}

/** A whole answer around its data: whose it is and what it cost is told anew each time. */
const whole = (data: string, { incoming: { requestId }, meter }: Edge): Buffer =>
  answerBytes(`{"data":${data},"extensions":${JSON.stringify({ requestId, cost: meter.current })}}`);
