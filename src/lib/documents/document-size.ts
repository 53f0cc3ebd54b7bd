import {
  type DefinitionNode,
  type DocumentNode,
  type FragmentDefinitionNode,
  Kind,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import { comparisonsOf, MAX_COMPARISONS } from './comparisons.js';
import { fragmentsOf } from './selections.js';

/**
 * Selections (fields, inline fragments, spreads) of all operations of a document, every spread replaced by what it
 * spreads. As many as a document may have tokens, so only fragments can reach it. The largest document under `docs/`
 * has 64, graphql's introspection query 135.
 */
export const MAX_EXPANDED_SELECTIONS = 10_000;

/** Levels of brackets in a text, and of fields and fragments within each other once fragments are spread. */
export const MAX_NESTING = 200;

/** What is counted below one selection set; a fragment counts wherever it is spread. */
export interface DocumentSize {
  /** Fields, inline fragments and spreads. */
  readonly selections: number;
  /** Levels of fields and fragments. */
  readonly nesting: number;
  /** Levels of fields; what stands below introspection is not counted. */
  readonly depth: number;
  readonly introspectionDepth: number;
  readonly aliases: number;
  readonly directives: number;
  /** Fields of the selection set itself, whatever fragments they stand in. */
  readonly fields: number;
}

type Counts = { -readonly [Name in keyof DocumentSize]: number };

const empty = (): Counts => ({
  selections: 0,
  nesting: 0,
  depth: 0,
  introspectionDepth: 0,
  aliases: 0,
  directives: 0,
  fields: 0,
});

/** Why a document is refused before anything else looks at it. */
class Refused extends Error {}

/**
 * Measures a document, each fragment once: the time is linear in the document's size, whatever its fragments spread.
 */
class Measurement {
  /** Selections looked at. */
  steps = 0;
  readonly #fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  readonly #measured = new Map<string, Counts | 'under way'>();

  constructor(fragments: ReadonlyMap<string, FragmentDefinitionNode>) {
    this.#fragments = fragments;
  }

  /** @throws Refused for fragments in a circle, and for what is nested too deep */
  of(set: SelectionSetNode | undefined, level: number): Counts {
    const total = empty();
    if (level > MAX_NESTING) throw tooDeep();
    for (const node of set?.selections ?? []) this.#add(total, node, level);
    if (total.nesting > MAX_NESTING) throw tooDeep();
    return total;
  }

  #add(total: Counts, node: SelectionNode, level: number): void {
    this.steps += 1;
    const isField = node.kind === Kind.FIELD;
    const inner =
      node.kind === Kind.FRAGMENT_SPREAD
        ? this.#fragment(node.name.value, level + 1)
        : this.of(node.selectionSet, level + 1);
    const isIntrospection = isField && (node.name.value === '__schema' || node.name.value === '__type');
    if (isField && node.alias) {
      total.aliases += 1;
      refuseName(node.alias.value);
    }
    total.selections += 1 + inner.selections;
    total.nesting = Math.max(total.nesting, 1 + inner.nesting);
    total.depth = Math.max(total.depth, (isField ? 1 : 0) + (isIntrospection ? 0 : inner.depth));
    total.introspectionDepth = Math.max(
      total.introspectionDepth,
      inner.introspectionDepth,
      isIntrospection ? inner.depth : 0,
    );
    total.aliases += inner.aliases;
    total.directives += inner.directives + (node.directives?.length ?? 0);
    total.fields += isField ? 1 : inner.fields;
  }

  #fragment(name: string, level: number): Counts {
    const known = this.#measured.get(name);
    if (known === 'under way') throw new Refused(`Cannot spread fragment "${name}" within itself.`);
    if (known !== undefined) return known;
    this.#measured.set(name, 'under way');
    const measured = this.of(this.#fragments.get(name)?.selectionSet, level);
    this.#measured.set(name, measured);
    return measured;
  }
}

const tooDeep = (): Refused =>
  new Refused(`The document is nested too deep; at most ${MAX_NESTING} levels are allowed.`);

const tooRepetitive = (): Refused =>
  new Refused(
    'The document selects the same fields, or spreads fragments beside each other, too often to be validated. Select each field once.',
  );

/** Refuses the one name that is no plain key of a JavaScript object. */
function refuseName(name: string): void {
  if (name === '__proto__') throw new Refused('The name "__proto__" is reserved; call it something else.');
}

/** What measuring a document says. */
export interface MeasuredDocument {
  /** Why the document is refused; `null` where it is not. */
  readonly refusal: string | null;
  /** By operation; empty where the document is refused. */
  readonly operations: ReadonlyMap<OperationDefinitionNode, DocumentSize>;
  /** Selections looked at: what measuring cost. */
  readonly steps: number;
}

const measurements = new WeakMap<DocumentNode, MeasuredDocument>();

/** Measures a document, once. */
export function measureDocument(document: DocumentNode): MeasuredDocument {
  const known = measurements.get(document);
  if (known !== undefined) return known;
  const measured = measure(document);
  measurements.set(document, measured);
  return measured;
}

function measure(document: DocumentNode): MeasuredDocument {
  const measurement = new Measurement(fragmentsOf(document));
  const operations = new Map<OperationDefinitionNode, DocumentSize>();
  let selections = 0;
  try {
    for (const definition of document.definitions) refuseNamesOf(definition);
    for (const definition of document.definitions) {
      if (definition.kind !== Kind.OPERATION_DEFINITION) continue;
      const size = measurement.of(definition.selectionSet, 1);
      selections += size.selections;
      operations.set(definition, {
        ...size,
        directives: size.directives + (definition.directives?.length ?? 0),
      });
    }
    if (selections > MAX_EXPANDED_SELECTIONS)
      throw new Refused(
        `The document has ${selections > 1e6 ? 'far more' : selections} selections once its fragments are spread; at most ${MAX_EXPANDED_SELECTIONS} are allowed.`,
      );
    let comparisons = 0;
    for (const { selectionSet } of operations.keys()) {
      comparisons += comparisonsOf(selectionSet, fragmentsOf(document));
      if (comparisons > MAX_COMPARISONS) throw tooRepetitive();
    }
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    return { refusal: error.message, operations: new Map(), steps: measurement.steps };
  }
  return { refusal: null, operations, steps: measurement.steps };
}

function refuseNamesOf(definition: DefinitionNode): void {
  if (definition.kind === Kind.FRAGMENT_DEFINITION) refuseName(definition.name.value);
  if (definition.kind === Kind.OPERATION_DEFINITION)
    for (const { variable } of definition.variableDefinitions ?? []) refuseName(variable.name.value);
}

/** Strings and comments, whose brackets do not count; else brackets. */
const bracketOrText = /"""(?:\\"""|[\s\S])*?(?:"""|$)|"(?:\\.|[^"\\\n\r])*"?|#[^\n\r]*|[{[(]|[)\]}]/g;

/**
 * Why a text cannot be parsed safely: the parser recurses for every open bracket.
 * @returns `null` where it can
 */
export function nestingRefusal(text: string): string | null {
  let level = 0;
  for (const [found] of text.matchAll(bracketOrText)) {
    if (found === '{' || found === '[' || found === '(') level += 1;
    else if (found === '}' || found === ']' || found === ')') level -= 1;
    if (level > MAX_NESTING) return tooDeep().message;
  }
  return null;
}
