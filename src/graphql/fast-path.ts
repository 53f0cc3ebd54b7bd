import type { ExecutionResult, GraphQLFormattedError } from 'graphql';
import { LRUCache } from 'lru-cache';
import type { RequestContext } from '../../resolvers/context.js';
import { withRequestId } from '../errors/to-graphql.js';
import { type CachePolicies, cacheControlFor } from './cache-policy.js';
import type { CostLimiter } from './cost/limiter.js';
import { variablesRefusal } from './cost/variables-depth.js';
import type { CompiledOperation, OperationCompiler } from './jit.js';
import { type LogDeps, logErrors, logOperation } from './log-plugin.js';
import { type CacheHit, ResponseCache } from './response-cache.js';

/** A request body of GraphQL over HTTP, with fields of the right types. */
export interface GraphqlRequestBody {
  readonly query: string;
  readonly operationName: string | undefined;
  readonly variables: Readonly<Record<string, unknown>> | undefined;
}

type Fields = Readonly<Record<string, unknown>>;

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isMissing = (value: unknown): value is null | undefined => value === undefined || value === null;

/**
 * Reads a body; `null` for anything but a plain request: a list, fields of wrong types, a persisted query. Apollo
 * Server then handles or rejects it.
 */
export function parseRequest(body: unknown): GraphqlRequestBody | null {
  if (!isFields(body)) return null;
  const { query, operationName, variables, extensions } = body;
  if (typeof query !== 'string') return null;
  if (!isMissing(operationName) && typeof operationName !== 'string') return null;
  if (!isMissing(variables) && (!isFields(variables) || variablesRefusal(variables) !== null)) return null;
  if (!isMissing(extensions) && !(isFields(extensions) && extensions['persistedQuery'] === undefined))
    return null;
  return { query, operationName: operationName ?? undefined, variables: variables ?? undefined };
}

/** Room for some dozen responses; a slab is held in memory until all responses in it were sent. */
const SLAB_BYTES = 256 * 1024;

/** No character of UTF-16 takes more in UTF-8. */
const MAX_SLAB_TEXT_BYTES = 3;

let slab = Buffer.allocUnsafeSlow(0);
let used = 0;

/**
 * Encodes a text as UTF-8, to be sent once. `Buffer.from` measures a text before it writes it, and allocates for each;
 * here texts are written one behind the other.
 */
export function encodeUtf8(text: string): Buffer {
  const most = text.length * MAX_SLAB_TEXT_BYTES;
  if (most > SLAB_BYTES / 2) return Buffer.from(text, 'utf8');
  if (used + most > slab.length) {
    slab = Buffer.allocUnsafeSlow(SLAB_BYTES);
    used = 0;
  }
  const start = used;
  used += slab.write(text, start, 'utf8');
  return slab.subarray(start, used);
}

/** Formats errors for clients; Apollo Server uses the same function. */
export type FormatError = (formatted: GraphQLFormattedError, error: unknown) => GraphQLFormattedError;

/** A request whose operation was compiled, with the media type of its response. */
interface MatchedOperation {
  readonly contentType: string;
  readonly body: GraphqlRequestBody;
  readonly compiled: CompiledOperation;
}

/** Dependencies of the fast path, shared with Apollo Server's plugins. */
export interface FastPathDeps extends LogDeps {
  readonly limiter: CostLimiter;
  readonly policies: CachePolicies;
  readonly formatError: FormatError;
  readonly operations: OperationCompiler;
}

/** A response ready to send, with status 200, because its operation was executed. */
export interface FastPathResponse {
  readonly contentType: string;
  readonly cacheControl: string;
  readonly body: Buffer;
  /** Whether it came from the response cache. */
  readonly isCached: boolean;
}

/** As many `Accept` headers as clients and proxies write. */
const MAX_ACCEPTS = 100;

/**
 * Fast path for operations that were parsed, validated and compiled before. Costs, executes and logs them exactly as
 * the Apollo plugins do, but skips Apollo's request pipeline, which costs more than the compiled query.
 *
 * Everything else takes the slow path through Apollo Server: unseen query text or `Accept` header, a persisted query
 * by hash, invalid variables, an operation over a limit. So does every download: mutations are never compiled.
 */
export class FastPath {
  readonly #deps: FastPathDeps;
  readonly #contentTypes = new LRUCache<string, string>({ max: MAX_ACCEPTS });
  readonly #cache: ResponseCache;

  constructor(deps: FastPathDeps) {
    this.#deps = deps;
    this.#cache = new ResponseCache(deps.clock);
  }

  /** Registers the media type that Apollo Server chose for an `Accept` header. */
  registerContentType(accept: string | undefined, contentType: string): void {
    this.#contentTypes.set(accept ?? '', contentType);
  }

  /**
   * Responds to a posted operation that was compiled before.
   * @returns `null` where Apollo Server has to respond; nothing was executed then, and `context` remembers what was charged
   */
  async respond(
    posted: unknown,
    accept: string | undefined,
    context: RequestContext,
  ): Promise<FastPathResponse | null> {
    const { fastPath } = this.#deps.metrics;
    const matched = this.#match(posted, accept);
    if (matched === null) {
      fastPath.inc({ result: 'unknown' });
      return null;
    }
    const response = await this.#execute(matched, context);
    fastPath.inc({ result: response === null ? 'declined' : response.isCached ? 'cached' : 'executed' });
    return response;
  }

  #match(posted: unknown, accept: string | undefined): MatchedOperation | null {
    const contentType = this.#contentTypes.get(accept ?? '');
    const body = contentType === undefined ? null : parseRequest(posted);
    const compiled = body && this.#deps.operations.get(body.query, body.operationName);
    return body && compiled && contentType !== undefined ? { contentType, body, compiled } : null;
  }

  async #execute(
    { contentType, body, compiled }: MatchedOperation,
    context: RequestContext,
  ): Promise<FastPathResponse | null> {
    const { document, operation } = compiled;
    const { limiter } = this.#deps;
    const estimate = limiter.estimate(document, operation, body.variables);
    if (estimate.isDryRun || limiter.checkLimits(estimate) !== null) return null;
    try {
      await limiter.consume(context, estimate);
    } catch {
      return null; // over the budget: Apollo Server meets the same error and reports it
    }
    const key = this.#cache.cacheKey(body, context);
    const cached = key === null ? null : this.#cache.get(key);
    if (cached !== null)
      return { contentType, isCached: true, ...this.#fromCache(compiled, cached, context) };
    const result = await this.#run(compiled, body, context);
    return result && { contentType, isCached: false, ...this.#toResponse(compiled, result, context, key) };
  }

  async #run(
    { operation, run }: CompiledOperation,
    { variables }: GraphqlRequestBody,
    context: RequestContext,
  ): Promise<ExecutionResult | null> {
    const { logger, operations } = this.#deps;
    try {
      const result = await run(context, variables ?? {});
      return result.data === undefined ? null : withUnselected(result, context);
    } catch (error) {
      logger.error({ requestId: context.id, err: error }, 'compiled operation failed');
      operations.markUncompilable(operation);
      return null;
    }
  }

  /** Responds with cached data. */
  #fromCache(
    { document, operation }: CompiledOperation,
    { data, age }: CacheHit,
    context: RequestContext,
  ): Pick<FastPathResponse, 'cacheControl' | 'body'> {
    logOperation(this.#deps, context, operation, undefined);
    const { maxAge, isPrivate } = this.#deps.policies.get(document, operation);
    return {
      cacheControl: cacheControlFor({ maxAge: Math.max(0, maxAge - age), isPrivate }, context),
      body: serializeResponse(data, context),
    };
  }

  #toResponse(
    { document, operation }: CompiledOperation,
    { data, errors }: ExecutionResult,
    context: RequestContext,
    key: string | null,
  ): Pick<FastPathResponse, 'cacheControl' | 'body'> {
    const { policies, formatError, logger } = this.#deps;
    const { id: requestId, cost } = context;
    logOperation(this.#deps, context, operation, errors);
    if (errors === undefined) {
      const policy = policies.get(document, operation);
      const cacheControl = data ? cacheControlFor(policy, context) : 'no-store';
      const text = JSON.stringify(data);
      if (key !== null && data && context.response.isPubliclyCacheable)
        this.#cache.set(key, text, policy.maxAge, context.minFreshness);
      return { cacheControl, body: serializeResponse(text, context) };
    }
    logErrors(logger, requestId, errors);
    const told = errors.map((error) => formatError(error.toJSON(), error));
    const { errors: shown } = withRequestId({ errors: told }, requestId);
    return {
      cacheControl: 'no-store',
      body: encodeUtf8(
        JSON.stringify({ errors: shown, data, extensions: { requestId, cost: cost.current } }),
      ),
    };
  }
}

/** Serializes the response; `requestId` and `cost` are per request. */
const serializeResponse = (data: string, { id, cost }: RequestContext): Buffer =>
  encodeUtf8(`{"data":${data},"extensions":${JSON.stringify({ requestId: id, cost: cost.current })}}`);

/** Adds to a result the errors that no selected field could throw, and removes them from the context. */
export function withUnselected(
  result: ExecutionResult,
  { unselected }: Pick<RequestContext, 'unselected'>,
): ExecutionResult {
  if (unselected.length === 0 || result.data === undefined) return result;
  return { ...result, errors: [...(result.errors ?? []), ...unselected.splice(0)] };
}
