import {
  type DocumentNode,
  type FieldNode,
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
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import { measureDocument } from '../../lib/documents/document-size.js';
import { forEachField, fragmentsOf, type WalkRules } from '../../lib/documents/selections.js';
import { argumentReader, coerceVariables, isIncluded, type VariableValues } from './arguments.js';
import { CostCounter, childListSize, costedFieldNames, fieldCosts, listSize } from './field-costs.js';

/** Cost of one upstream call, in objects. */
const costPerCall = 10;

/**
 * Selections that cost as much as one object: the work of this service itself, to read and execute a document.
 * Ordinary documents have fewer than a hundred.
 */
const selectionsForOne = 100;

/** The most an operation may cost, estimated before anything of it is executed. */
export interface CostEstimate {
  /** Ten for each upstream call, one for each object, and one for each full hundred of selections. */
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
export function estimateCost(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  sent: Readonly<Record<string, unknown>> | undefined,
): CostEstimate {
  return estimateCostWith(schema, document, operation, coerceVariables(operation, sent));
}

/** The same with the values of all variables, defaults included. */
export function estimateCostWith(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  values: VariableValues,
): CostEstimate {
  const walk = new CostWalker(schema, document, values);
  const root = schema.getRootType(operation.operation);
  if (root) walk.visit(root, [operation.selectionSet], { parents: 1, level: 0, rows: null });
  const { nodes, calls, previousDownloads, downloads, isDryRun } = walk.counter;
  const selections = measureDocument(document).operations.get(operation)?.selections ?? 0;
  return {
    cost: calls * costPerCall + nodes + Math.floor(selections / selectionsForOne),
    upstreamCalls: calls,
    nodeCount: nodes,
    previousDownloads,
    downloads,
    isDryRun,
  };
}

class CostWalker {
  readonly counter = new CostCounter();
  readonly #rules: WalkRules<GraphQLNamedType>;

  constructor(
    readonly schema: GraphQLSchema,
    document: DocumentNode,
    readonly variables: VariableValues,
  ) {
    const fragments = fragmentsOf(document);
    this.#rules = {
      fragment: (name) => fragments.get(name),
      narrow: (type, condition) => this.#narrowed(type, condition),
      isIncluded: (node) => this.#counts(node),
    };
  }

  visit(
    type: GraphQLNamedType,
    selections: readonly SelectionSetNode[],
    { parents, level, rows }: { parents: number; level: number; rows: number | null },
  ): void {
    // Grouped as execution does it; on an abstract type by each type that fields are asked of.
    const groups = new Map<string, Group>();
    forEachField(selections, type, this.#rules, (field, of) => {
      const key = `${of.name}.${(field.alias ?? field.name).value}`;
      const group = groups.get(key);
      if (group) group.fields.push(field);
      else groups.set(key, { type: of, fields: [field] });
    });
    for (const group of groups.values()) this.#field(group, parents, level, rows);
  }

  #field({ type, fields }: Group, parents: number, level: number, rows: number | null): void {
    const [node] = fields;
    if (node === undefined || !(isObjectType(type) || isInterfaceType(type))) return;
    const field = type.getFields()[node.name.value];
    if (field === undefined) return; // introspection: needs no call
    const coordinate = `${type.name}.${field.name}`;
    const estimate = fieldCosts[coordinate];
    if (estimate === undefined && node.selectionSet === undefined) return;
    const read = argumentReader(node, this.variables);
    estimate?.({ read, parents, level, counter: this.counter });
    if (node.selectionSet === undefined) return;
    const selections = fields.flatMap(({ selectionSet }) => selectionSet ?? []);
    const result = getNamedType(field.type);
    const isList = isListType(getNullableType(field.type));
    const count = parents * (isList ? listSize(coordinate, read, rows) : 1);
    if (!isWrapper(result)) this.counter.nodes += count;
    this.visit(result, selections, {
      parents: count,
      level: level + 1,
      rows: childListSize(coordinate, read, result.name),
    });
  }

  /** Most of an operation is leaves, and most leaves cost nothing: over with them first. */
  #counts(node: SelectionNode): boolean {
    if (node.kind === Kind.FIELD && !node.selectionSet && !costedFieldNames.has(node.name.value))
      return false;
    return isIncluded(node, this.variables);
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
