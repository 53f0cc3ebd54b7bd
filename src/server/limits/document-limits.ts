import {
  type DocumentNode,
  type FragmentDefinitionNode,
  GraphQLError,
  Kind,
  type SelectionSetNode,
  type ValidationRule,
} from 'graphql';
import type { LimitsConfig } from '../../config/config.js';

/** What is counted in a document; fragments count wherever they are spread. */
interface Measure {
  depth: number;
  aliases: number;
  directives: number;
}

/** Introspection is nested deeper than any sensible query of the graph; graphql itself limits its lists. */
const maxIntrospectionDepth = 20;

/**
 * Refuses documents that are too deep or repeat themselves too often. It runs with validation, so once a document, and
 * before anything of it is executed. Tokens are counted before, by the parser.
 */
export const documentLimits =
  (
    limits: Pick<LimitsConfig, 'maxDepth' | 'maxAliases' | 'maxDirectives' | 'maxRootFields'>,
  ): ValidationRule =>
  (context) => ({
    Document(document) {
      for (const message of excesses(document, limits)) context.reportError(new GraphQLError(message));
    },
  });

function excesses(document: DocumentNode, limits: Parameters<typeof documentLimits>[0]): string[] {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
  }
  const meter = new Meter(fragments);
  const messages = new Set<string>();
  const check = (what: string, found: number, allowed: number) => {
    if (found > allowed)
      messages.add(
        `The operation has ${found > 1e6 ? 'far more' : found} ${what}; at most ${allowed} are allowed.`,
      );
  };
  for (const operation of document.definitions) {
    if (operation.kind !== Kind.OPERATION_DEFINITION) continue;
    const { depth, aliases, directives } = meter.measure(operation.selectionSet);
    check('levels', depth, limits.maxDepth);
    check('aliases', aliases, limits.maxAliases);
    check('directives', directives + (operation.directives?.length ?? 0), limits.maxDirectives);
    check('root fields', meter.rootFields(operation.selectionSet), limits.maxRootFields);
    check('levels of introspection', meter.introspectionDepth, maxIntrospectionDepth);
  }
  return [...messages];
}

/** Measures selections, each fragment once however often it is spread. */
class Meter {
  introspectionDepth = 0;
  readonly #fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  readonly #measured = new Map<string, Measure>();
  readonly #roots = new Map<string, number>();

  constructor(fragments: ReadonlyMap<string, FragmentDefinitionNode>) {
    this.#fragments = fragments;
  }

  measure(selections: SelectionSetNode | undefined): Measure {
    const total: Measure = { depth: 0, aliases: 0, directives: 0 };
    for (const node of selections?.selections ?? []) {
      let inner: Measure;
      let level = 0;
      if (node.kind === Kind.FRAGMENT_SPREAD) inner = this.#fragment(node.name.value);
      else inner = this.measure(node.selectionSet);
      if (node.kind === Kind.FIELD) {
        level = 1;
        if (node.alias) total.aliases += 1;
        if (node.name.value === '__schema' || node.name.value === '__type') {
          this.introspectionDepth = Math.max(this.introspectionDepth, inner.depth);
          inner = { ...inner, depth: 0 };
        }
      }
      total.depth = Math.max(total.depth, inner.depth + level);
      total.aliases += inner.aliases;
      total.directives += inner.directives + (node.directives?.length ?? 0);
    }
    return total;
  }

  /** How many fields of the root an operation selects, whatever fragments they stand in. */
  rootFields(selections: SelectionSetNode): number {
    let count = 0;
    for (const node of selections.selections) {
      if (node.kind === Kind.FIELD) count += 1;
      else if (node.kind === Kind.INLINE_FRAGMENT) count += this.rootFields(node.selectionSet);
      else count += this.#fragmentRoots(node.name.value);
    }
    return count;
  }

  #fragment(name: string): Measure {
    const known = this.#measured.get(name);
    if (known) return known;
    // Stands in while it is measured: a fragment that spreads itself is refused by another rule.
    this.#measured.set(name, { depth: 0, aliases: 0, directives: 0 });
    const measured = this.measure(this.#fragments.get(name)?.selectionSet);
    this.#measured.set(name, measured);
    return measured;
  }

  #fragmentRoots(name: string): number {
    const known = this.#roots.get(name);
    if (known !== undefined) return known;
    this.#roots.set(name, 0);
    const fragment = this.#fragments.get(name);
    const count = fragment ? this.rootFields(fragment.selectionSet) : 0;
    this.#roots.set(name, count);
    return count;
  }
}
