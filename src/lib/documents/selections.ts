import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  Kind,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';

/** Finds a fragment's definition by its name; `undefined` where the document has none. */
export type FindFragment = (name: string) => FragmentDefinitionNode | undefined;

/**
 * How a walk reads what is not a field.
 * @typeParam Parent what the walk knows of the place of a field, e.g. the type it is selected on
 */
export interface WalkRules<Parent> {
  readonly fragment: FindFragment;
  /** The place of the fields inside a fragment; `null` where they cannot apply and are left out. */
  readonly narrow: (parent: Parent, typeCondition: string | undefined) => Parent | null;
  /** Whether a selection counts at all: `@skip` and `@include`. */
  readonly isIncluded: (selection: SelectionNode) => boolean;
}

/**
 * The one walker over selections: calls `visit` for every field of some selection sets, fragments opened, and does not
 * descend into fields. A named fragment is opened once for each parent however often it is spread, as graphql's own
 * execution does: a document whose fragments spread each other costs its size, not the number of ways through it.
 */
export function forEachField<Parent>(
  sets: readonly (SelectionSetNode | undefined)[],
  parent: Parent,
  rules: WalkRules<Parent>,
  visit: (field: FieldNode, parent: Parent) => void,
): void {
  let opened: Map<string, Set<Parent>> | null = null;
  const isFirst = (name: string, place: Parent): boolean => {
    opened ??= new Map();
    const places = opened.get(name);
    if (places === undefined) opened.set(name, new Set([place]));
    else if (places.has(place)) return false;
    else places.add(place);
    return true;
  };
  const walk = (set: SelectionSetNode, place: Parent): void => {
    for (const node of set.selections) {
      if (!rules.isIncluded(node)) continue;
      if (node.kind === Kind.FIELD) {
        visit(node, place);
        continue;
      }
      if (node.kind === Kind.FRAGMENT_SPREAD && !isFirst(node.name.value, place)) continue;
      const fragment = node.kind === Kind.FRAGMENT_SPREAD ? rules.fragment(node.name.value) : node;
      if (fragment === undefined) continue;
      const inner = rules.narrow(place, fragment.typeCondition?.name.value);
      if (inner !== null) walk(fragment.selectionSet, inner);
    }
  };
  for (const set of sets) if (set !== undefined) walk(set, parent);
}

const indexes = new WeakMap<DocumentNode, ReadonlyMap<string, FragmentDefinitionNode>>();

/** The fragments of a document by name, indexed once. */
export function fragmentsOf(document: DocumentNode): ReadonlyMap<string, FragmentDefinitionNode> {
  const known = indexes.get(document);
  if (known !== undefined) return known;
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions)
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
  indexes.set(document, fragments);
  return fragments;
}
