import type { ApolloServerPlugin } from '@apollo/server';
import {
  type DirectiveNode,
  type DocumentNode,
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  isInterfaceType,
  isLeafType,
  isObjectType,
  type OperationDefinitionNode,
  type SelectionSetNode,
  valueFromASTUntyped,
} from 'graphql';
import type { RequestContext } from '../../resolvers/context.js';
import { forEachField, fragmentsOf, type WalkRules } from '../lib/documents/selections.js';

/** How long, and for which callers, the response to an operation may be cached. */
export interface CachePolicy {
  /** Seconds; 0: not at all. */
  readonly maxAge: number;
  /** Whether the response holds data of one caller. */
  readonly isPrivate: boolean;
}

interface Hint {
  readonly maxAge: number | null;
  readonly isPrivate: boolean;
}

const none: Hint = { maxAge: null, isPrivate: false };

/**
 * Computes the policy of an operation from the schema's `@cacheControl` alone: once per document instead of once per
 * field of every response, for which Apollo Server would wrap every resolver.
 *
 * The shortest `maxAge` counts; one PRIVATE makes the response private. A hint on a field overrides one on its type. A
 * field with neither inherits from its parent, with which it arrives; a root field without one is not cacheable.
 * Fields that `@skip` and `@include` might leave out count as well.
 */
export function computeCachePolicy(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
): CachePolicy {
  const root = schema.getRootType(operation.operation);
  if (operation.operation !== 'query' || !root) return { maxAge: 0, isPrivate: true };
  const fragments = fragmentsOf(document);
  let maxAge = Number.POSITIVE_INFINITY;
  let isPrivate = false;
  // A fragment's fields weigh the same wherever it is spread, so each is opened once in the whole document.
  const opened = new Set<string>();
  const rules: WalkRules<GraphQLNamedType> = {
    fragment: (name) => {
      if (opened.has(name)) return undefined;
      opened.add(name);
      return fragments.get(name);
    },
    narrow: (type, condition) => (condition !== undefined && schema.getType(condition)) || type,
    isIncluded: () => true,
  };
  const visit = (parent: GraphQLNamedType, set: SelectionSetNode): void =>
    forEachField([set], parent, rules, ({ name, selectionSet }, type) => {
      if (name.value === '__typename') return;
      const field = isObjectType(type) || isInterfaceType(type) ? type.getFields()[name.value] : undefined;
      if (field === undefined) {
        maxAge = 0; // introspection: another version of this service may respond differently
        return;
      }
      const result = getNamedType(field.type);
      const hints = [
        readHint(field.astNode?.directives),
        isLeafType(result) ? none : readHint(result.astNode?.directives),
      ];
      const age = hints[0]?.maxAge ?? hints[1]?.maxAge ?? (type === root ? 0 : null);
      if (age !== null) maxAge = Math.min(maxAge, age);
      isPrivate ||= hints.some((hint) => hint.isPrivate);
      if (selectionSet) visit(result, selectionSet);
    });
  visit(root, operation.selectionSet);
  return { maxAge: Number.isFinite(maxAge) ? maxAge : 0, isPrivate };
}

function readHint(directives: readonly DirectiveNode[] | undefined): Hint {
  const directive = directives?.find(({ name }) => name.value === 'cacheControl');
  if (!directive) return none;
  const values = new Map(
    (directive.arguments ?? []).map(({ name, value }) => [name.value, valueFromASTUntyped(value)]),
  );
  const maxAge = values.get('maxAge');
  return { maxAge: typeof maxAge === 'number' ? maxAge : null, isPrivate: values.get('scope') === 'PRIVATE' };
}

/** Request headers that a response depends on: caller, language, media type. */
export const varyHeaders = ['Accept', 'Accept-Language', 'Authorization', 'X-Client-Key'] as const;

/** `Cache-Control` of a response without errors. */
export const cacheControl = ({ maxAge, isPrivate }: CachePolicy): string =>
  maxAge > 0 ? `max-age=${maxAge}, ${isPrivate ? 'private' : 'public'}` : 'no-store';

/** The policies of operations, each computed once: documents are cached, so the same operation object comes again. */
export class CachePolicies {
  readonly #schema: GraphQLSchema;
  readonly #byOperation = new WeakMap<OperationDefinitionNode, CachePolicy>();

  constructor(schema: GraphQLSchema) {
    this.#schema = schema;
  }

  get(document: DocumentNode, operation: OperationDefinitionNode): CachePolicy {
    let policy = this.#byOperation.get(operation);
    if (policy === undefined) {
      policy = computeCachePolicy(this.#schema, document, operation);
      this.#byOperation.set(operation, policy);
    }
    return policy;
  }
}

/** `Cache-Control` of one caller's response without errors; notes in the context whether it is public. */
export function cacheControlFor(
  policy: CachePolicy,
  { caller, response }: Pick<RequestContext, 'caller' | 'response'>,
): string {
  const isPrivate = policy.isPrivate || caller.kind === 'token';
  response.isPubliclyCacheable = policy.maxAge > 0 && !isPrivate;
  return cacheControl({ maxAge: policy.maxAge, isPrivate });
}

/**
 * Sets `Cache-Control` on responses without errors. As soon as a caller's own token was used, the response is private,
 * whatever was read with it.
 */
export function cachePlugin(policies: CachePolicies): ApolloServerPlugin<RequestContext> {
  return {
    async requestDidStart() {
      return {
        async willSendResponse({ contextValue, response, document, operation }) {
          const { body, http } = response;
          if (!document || !operation || body.kind !== 'single') return;
          if (body.singleResult.errors?.length || !body.singleResult.data) return;
          http.headers.set('cache-control', cacheControlFor(policies.get(document, operation), contextValue));
        },
      };
    },
  };
}
