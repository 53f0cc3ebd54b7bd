import { type FieldNode, type FragmentDefinitionNode, Kind, type SelectionSetNode } from 'graphql';
import { forEachField, type WalkRules } from './selections.js';

/**
 * Comparisons that validation may make to find out whether fields of one response name fit together (GraphQL spec 5.3.2).
 * It compares pairs: each of a thousand fragments beside each other with all others, each `id` of a thousand with all
 * others. graphql's own rule stops at 500,000 steps, which take 0.2 s; a document with 50 fragments beside each other
 * needs some 20,000.
 */
export const MAX_COMPARISONS = 50_000;

/**
 * At least the comparisons that validating a selection set takes, up to the bound. Linear in the selections once
 * fragments are spread, which must be bounded before.
 */
export function comparisonsOf(
  set: SelectionSetNode,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
): number {
  let spreads = 0;
  const rules: WalkRules<true> = {
    fragment: (name) => {
      spreads += 1;
      return fragments.get(name);
    },
    narrow: () => true,
    isIncluded: (node) => {
      if (node.kind === Kind.INLINE_FRAGMENT) selections += 1;
      return true;
    },
  };
  let selections = 0;
  let total = 0;
  const compare = (sets: readonly SelectionSetNode[]): void => {
    spreads = 0;
    selections = 0;
    const groups = new Map<string, FieldNode[]>();
    // One walk for each set: its fragments are compared with those of every other set of the same field.
    for (const one of sets)
      forEachField([one], true, rules, (field) => {
        selections += 1;
        const name = (field.alias ?? field.name).value;
        const group = groups.get(name);
        if (group === undefined) groups.set(name, [field]);
        else group.push(field);
      });
    // Every set and every fragment is held against the fields of all others, and every field against its namesakes.
    total += (sets.length - 1 + spreads) * (selections + spreads);
    for (const group of groups.values()) {
      total += (group.length * (group.length - 1)) / 2;
      if (total > MAX_COMPARISONS) return;
      const inner = group.flatMap(({ selectionSet }) => selectionSet ?? []);
      if (inner.length > 0) compare(inner);
    }
  };
  compare([set]);
  return total;
}
