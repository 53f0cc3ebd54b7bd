import {
  type FieldNode,
  type OperationDefinitionNode,
  type SelectionNode,
  valueFromASTUntyped,
} from 'graphql';

/**
 * The values of an operation's variables, its defaults included. Has no prototype: clients choose the names, and
 * `$toString` or `$constructor` must find their own values and no others.
 */
export type VariableValues = Record<string, unknown>;

/** Coerces the variables of an operation, before graphql has checked their types. */
export function coerceVariables(
  operation: OperationDefinitionNode,
  sent: Readonly<Record<string, unknown>> | undefined,
): VariableValues {
  const values: Record<string, unknown> = Object.create(null);
  for (const { variable, defaultValue } of operation.variableDefinitions ?? []) {
    const name = variable.name.value;
    const value = sent !== undefined && Object.hasOwn(sent, name) ? sent[name] : undefined;
    values[name] = value === undefined && defaultValue ? valueFromASTUntyped(defaultValue) : value;
  }
  return values;
}

/** Reads arguments of one field, by name; `undefined` for one that was left out. */
export type GetArgument = (name: string) => unknown;

/** Arguments as they were written, variables filled in. */
export const argumentReader =
  (field: FieldNode, variables: VariableValues): GetArgument =>
  (name) => {
    const argument = field.arguments?.find((candidate) => candidate.name.value === name);
    return argument && valueFromASTUntyped(argument.value, variables);
  };

/** Whether `@skip` and `@include` leave a selection in. */
export function isIncluded(node: SelectionNode, variables: VariableValues): boolean {
  if (!node.directives?.length) return true;
  for (const directive of node.directives) {
    const name = directive.name.value;
    if (name !== 'skip' && name !== 'include') continue;
    const condition = directive.arguments?.find((argument) => argument.name.value === 'if');
    const value = condition && valueFromASTUntyped(condition.value, variables);
    if (value === (name === 'skip')) return false;
  }
  return true;
}

/**
 * Rows a connection may return: `first` or `last`, or 30. An invalid or too large value is rejected later, before any
 * call.
 */
export function pageSize(read: GetArgument): number {
  const asked = read('first') ?? read('last') ?? 30;
  return typeof asked === 'number' && asked > 0 ? Math.min(asked, 100) : typeof asked === 'number' ? 0 : 30;
}

/** Length of a list argument; a single value counts as a list of one, as graphql reads it. */
export function listLength(value: unknown): number {
  return Array.isArray(value) ? Math.min(value.length, 100) : value === undefined || value === null ? 0 : 1;
}
