import {
  type FieldNode,
  GraphQLIncludeDirective,
  type GraphQLResolveInfo,
  GraphQLSkipDirective,
  getDirectiveValues,
  Kind,
  type SelectionSetNode,
} from 'graphql';

type Info = Pick<GraphQLResolveInfo, 'fieldNodes' | 'fragments' | 'variableValues' | 'operation'>;

/** The walk under way: what it found holds for all variables as long as it met no directive. */
interface Walk {
  readonly info: Info;
  isForAll: boolean;
}

const isOn = (node: SelectionSetNode['selections'][number], walk: Walk): boolean => {
  if (node.directives === undefined || node.directives.length === 0) return true;
  walk.isForAll = false;
  const { variableValues } = walk.info;
  return (
    getDirectiveValues(GraphQLSkipDirective, node, variableValues)?.['if'] !== true &&
    getDirectiveValues(GraphQLIncludeDirective, node, variableValues)?.['if'] !== false
  );
};

/** Fields of a selection by name, fragments opened, `@skip` and `@include` decided. */
const fieldsOf = (
  sets: readonly (SelectionSetNode | undefined)[],
  walk: Walk,
  types: ReadonlySet<string> | null,
  found: Map<string, FieldNode[]> = new Map(),
): Map<string, FieldNode[]> => {
  for (const set of sets)
    for (const node of set?.selections ?? []) {
      if (!isOn(node, walk)) continue;
      if (node.kind === Kind.FIELD) {
        const same = found.get(node.name.value);
        if (same === undefined) found.set(node.name.value, [node]);
        else same.push(node);
        continue;
      }
      const fragment = node.kind === Kind.FRAGMENT_SPREAD ? walk.info.fragments[node.name.value] : node;
      const condition = fragment?.typeCondition?.name.value;
      if (condition !== undefined && types !== null && !types.has(condition)) continue;
      fieldsOf([fragment?.selectionSet], walk, types, found);
    }
  return found;
};

/**
 * What was found before, by the nodes it was found below: a compiled operation gives the same list of nodes each time.
 */
const remembered = new WeakMap<Info['fieldNodes'], Map<string, ReadonlySet<string>>>();

const names = (
  info: Info,
  paths: readonly (readonly string[])[],
  types: readonly string[] | null,
): ReadonlySet<string> => {
  const key = `${paths.join(' ')} ${types ?? ''}`;
  const known = remembered.get(info.fieldNodes)?.get(key);
  if (known !== undefined) return known;
  const walk: Walk = { info, isForAll: true };
  const wanted = types === null ? null : new Set(types);
  const all = new Set<string>();
  for (const path of paths) {
    let sets = info.fieldNodes.map((node) => node.selectionSet);
    for (const name of path)
      sets = (fieldsOf(sets, walk, null).get(name) ?? []).map((node) => node.selectionSet);
    for (const name of fieldsOf(sets, walk, wanted).keys()) all.add(name);
  }
  if (walk.isForAll) {
    const found = remembered.get(info.fieldNodes) ?? new Map<string, ReadonlySet<string>>();
    remembered.set(info.fieldNodes, found.set(key, all));
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
export const selectedAtAny = (info: Info, paths: readonly (readonly string[])[]): ReadonlySet<string> =>
  names(info, paths, null);

const requirementsSelected = new WeakMap<object, boolean>();

/**
 * Whether the operation selects what products want to be told, anywhere: all its places share one call for products,
 * so the first must already know. Fields switched off by a directive count as selected; that asks for a little more.
 */
export const selectsRequirements = (info: Info): boolean => {
  const known = requirementsSelected.get(info.operation);
  if (known !== undefined) return known;
  const seen = new Set<string>();
  const inSet = (set: SelectionSetNode | undefined): boolean =>
    set?.selections.some((node) => {
      if (node.kind === Kind.FIELD) return node.name.value === 'requirements' || inSet(node.selectionSet);
      if (node.kind === Kind.INLINE_FRAGMENT) return inSet(node.selectionSet);
      if (seen.has(node.name.value)) return false;
      seen.add(node.name.value);
      return inSet(info.fragments[node.name.value]?.selectionSet);
    }) ?? false;
  const found = inSet(info.operation.selectionSet);
  requirementsSelected.set(info.operation, found);
  return found;
};
