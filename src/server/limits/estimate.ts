import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  getNullableType,
  isAbstractType,
  isInterfaceType,
  isListType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';
import { argumentsOf, isIncluded, type VariableValues, variablesOf } from './arguments.js';
import { pricedNames, prices, rowsOf, rowsWithin } from './prices.js';
import { Tally } from './tally.js';

/** What one upstream call counts for beside an object. */
const callPrice = 10;

/** What an operation may cost at most, found before anything of it is executed. */
export interface Estimate {
  /** Ten for each upstream call and one for each object. */
  readonly cost: number;
  readonly upstreamCalls: number;
  readonly nodeCount: number;
  readonly previousDownloads: number;
  readonly downloads: number;
  readonly isDryRun: boolean;
}

/** Fields of one response name that will be executed as one. */
interface Group {
  readonly type: GraphQLNamedType;
  readonly fields: FieldNode[];
}

/**
 * Walks an operation once, as execution would: fragments opened, `@skip` and `@include` obeyed, fields of one name
 * merged, lists multiplied by the length that arguments and variables give them.
 */
export function estimate(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  sent: Readonly<Record<string, unknown>> | undefined,
): Estimate {
  return estimateWith(schema, document, operation, variablesOf(operation, sent));
}

/** The same with the values of all variables, defaults included. */
export function estimateWith(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  values: VariableValues,
): Estimate {
  const walk = new Walk(schema, document, values);
  const root = schema.getRootType(operation.operation);
  if (root) walk.visit(root, [operation.selectionSet], { parents: 1, level: 0, rows: null });
  const { nodes, calls, previousDownloads, downloads, isDryRun } = walk.tally;
  return {
    cost: calls * callPrice + nodes,
    upstreamCalls: calls,
    nodeCount: nodes,
    previousDownloads,
    downloads,
    isDryRun,
  };
}

class Walk {
  readonly tally = new Tally();
  readonly #fragments = new Map<string, FragmentDefinitionNode>();

  constructor(
    readonly schema: GraphQLSchema,
    document: DocumentNode,
    readonly variables: VariableValues,
  ) {
    for (const definition of document.definitions) {
      if (definition.kind === Kind.FRAGMENT_DEFINITION)
        this.#fragments.set(definition.name.value, definition);
    }
  }

  visit(
    type: GraphQLNamedType,
    selections: readonly SelectionSetNode[],
    { parents, level, rows }: { parents: number; level: number; rows: number | null },
  ): void {
    const groups = new Map<string, Group>();
    const seen = new Set<string>();
    for (const selection of selections) this.#collect(type, selection, groups, seen);
    for (const group of groups.values()) this.#field(group, parents, level, rows);
  }

  #field({ type, fields }: Group, parents: number, level: number, rows: number | null): void {
    const [node] = fields;
    if (node === undefined || !(isObjectType(type) || isInterfaceType(type))) return;
    const field = type.getFields()[node.name.value];
    if (field === undefined) return; // introspection: answered from memory
    const coordinate = `${type.name}.${field.name}`;
    const price = prices[coordinate];
    if (price === undefined && node.selectionSet === undefined) return;
    const read = argumentsOf(node, this.variables);
    price?.({ read, parents, level, tally: this.tally });
    if (node.selectionSet === undefined) return;
    const selections = fields.flatMap(({ selectionSet }) => selectionSet ?? []);
    const result = getNamedType(field.type);
    const isList = isListType(getNullableType(field.type));
    const count = parents * (isList ? rowsOf(coordinate, read, rows) : 1);
    if (!isWrapper(result)) this.tally.nodes += count;
    this.visit(result, selections, {
      parents: count,
      level: level + 1,
      rows: rowsWithin(coordinate, read, result.name),
    });
  }

  /** Groups fields as execution does; on an abstract type by each type they are asked of. */
  #collect(
    type: GraphQLNamedType,
    { selections }: SelectionSetNode,
    groups: Map<string, Group>,
    seen: Set<string>,
  ): void {
    for (const selection of selections) {
      // Most of an operation is leaves, and most leaves cost nothing: over with them first.
      if (selection.kind === Kind.FIELD && !selection.selectionSet && !pricedNames.has(selection.name.value))
        continue;
      if (!isIncluded(selection, this.variables)) continue;
      if (selection.kind === Kind.FIELD) {
        const key = `${type.name}.${(selection.alias ?? selection.name).value}`;
        const group = groups.get(key);
        if (group) group.fields.push(selection);
        else groups.set(key, { type, fields: [selection] });
        continue;
      }
      if (selection.kind === Kind.FRAGMENT_SPREAD && seen.has(selection.name.value)) continue;
      if (selection.kind === Kind.FRAGMENT_SPREAD) seen.add(selection.name.value);
      const fragment =
        selection.kind === Kind.FRAGMENT_SPREAD ? this.#fragments.get(selection.name.value) : selection;
      if (fragment === undefined) continue;
      const inner = this.#narrowed(type, fragment.typeCondition?.name.value);
      if (inner) this.#collect(inner, fragment.selectionSet, groups, seen);
    }
  }

  /** The type that a fragment's fields belong to; `null` where it can never apply. */
  #narrowed(type: GraphQLNamedType, condition: string | undefined): GraphQLNamedType | null {
    const wanted = condition === undefined ? type : this.schema.getType(condition);
    if (wanted === undefined || wanted === type) return wanted ?? null;
    if (isAbstractType(type)) return wanted;
    return isAbstractType(wanted) && isObjectType(type) && this.schema.isSubType(wanted, type) ? type : null;
  }
}

/** Whether a type only holds a list's rows. */
const isWrapper = ({ name }: GraphQLNamedType): boolean =>
  name === 'PageInfo' || name.endsWith('Connection') || name.endsWith('Edge');
