import {
  type FieldNode,
  GraphQLIncludeDirective,
  type GraphQLResolveInfo,
  GraphQLSkipDirective,
  getDirectiveValues,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import { type FindFragment, forEachField } from '../src/lib/documents/selections.js';

type Info = Pick<GraphQLResolveInfo, 'fieldNodes' | 'fragments' | 'variableValues' | 'operation'>;

/** The walk under way: what it found holds for all variables as long as it met no directive. */
interface Walk {
  readonly info: Info;
  isForAll: boolean;
}

const isOn = (node: SelectionNode, walk: Walk): boolean => {
  if (node.directives === undefined || node.directives.length === 0) return true;
  walk.isForAll = false;
  const { variableValues } = walk.info;
  return (
    getDirectiveValues(GraphQLSkipDirective, node, variableValues)?.['if'] !== true &&
    getDirectiveValues(GraphQLIncludeDirective, node, variableValues)?.['if'] !== false
  );
};

/** Finds fragments by name; the name is a client's, so only what the document defines is found. */
const fragmentIn =
  ({ fragments }: Pick<Info, 'fragments'>): FindFragment =>
  (name) =>
    Object.hasOwn(fragments, name) ? fragments[name] : undefined;

/** Fields of a selection by name, fragments opened, `@skip` and `@include` decided. */
const collectFields = (
  sets: readonly (SelectionSetNode | undefined)[],
  walk: Walk,
  types: ReadonlySet<string> | null,
): Map<string, FieldNode[]> => {
  const found = new Map<string, FieldNode[]>();
  const rules = {
    fragment: fragmentIn(walk.info),
    narrow: (all: true, condition: string | undefined): true | null =>
      condition !== undefined && types !== null && !types.has(condition) ? null : all,
    isIncluded: (node: SelectionNode): boolean => isOn(node, walk),
  };
  forEachField(sets, true, rules, (node) => {
    const same = found.get(node.name.value);
    if (same === undefined) found.set(node.name.value, [node]);
    else same.push(node);
  });
  return found;
};

/**
 * What was found before, by the nodes it was found below: a compiled operation gives the same list of nodes each time.
 */
const memoized = new WeakMap<Info['fieldNodes'], Map<string, ReadonlySet<string>>>();

const names = (
  info: Info,
  paths: readonly (readonly string[])[],
  types: readonly string[] | null,
): ReadonlySet<string> => {
  const key = `${paths.join(' ')} ${types ?? ''}`;
  const known = memoized.get(info.fieldNodes)?.get(key);
  if (known !== undefined) return known;
  const walk: Walk = { info, isForAll: true };
  const wanted = types === null ? null : new Set(types);
  const all = new Set<string>();
  for (const path of paths) {
    let sets = info.fieldNodes.map((node) => node.selectionSet);
    for (const name of path)
      sets = (collectFields(sets, walk, null).get(name) ?? []).map((node) => node.selectionSet);
    for (const name of collectFields(sets, walk, wanted).keys()) all.add(name);
  }
  if (walk.isForAll) {
    const found = memoized.get(info.fieldNodes) ?? new Map<string, ReadonlySet<string>>();
    memoized.set(info.fieldNodes, found.set(key, all));
  }
  return all;
};

/**
 * Names of the fields selected below this field, at a path of field names.
 * @param path e.g. `['edges', 'node']`; aliases do not matter
 * @param types names of the types whose fragments count; `null`: all
 */
export const selectedFields = (
  info: Info,
  path: readonly string[] = [],
  types: readonly string[] | null = null,
): ReadonlySet<string> => names(info, [path], types);

/** The union of what is selected at several paths, e.g. below `nodes` and below `edges.node`. */
export const selectedFieldsAt = (info: Info, paths: readonly (readonly string[])[]): ReadonlySet<string> =>
  names(info, paths, null);

const requirementsSelected = new WeakMap<object, boolean>();

/**
 * Whether the operation selects what products want to be told, anywhere: all its places share one call for products,
 * so the first must already know. Fields switched off by a directive count as selected; that asks for a little more.
 */
export const selectsRequirements = (info: Info): boolean => {
  const known = requirementsSelected.get(info.operation);
  if (known !== undefined) return known;
  const opened = new Set<string>();
  const definition = fragmentIn(info);
  const rules = {
    // Opened once in the whole operation: what it selects is the same wherever it is spread.
    fragment: (name: string) => {
      if (opened.has(name)) return undefined;
      opened.add(name);
      return definition(name);
    },
    narrow: (all: true): true => all,
    isIncluded: () => true,
  };
  const inSet = (set: SelectionSetNode | undefined): boolean => {
    let isSelected = false;
    forEachField([set], true, rules, (node) => {
      isSelected ||= node.name.value === 'requirements' || inSet(node.selectionSet);
    });
    return isSelected;
  };
  const found = inSet(info.operation.selectionSet);
  requirementsSelected.set(info.operation, found);
  return found;
};
