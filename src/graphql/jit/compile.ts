import {
  type DocumentNode,
  type ExecutionResult,
  type GraphQLSchema,
  isEnumType,
  type OperationDefinitionNode,
} from 'graphql';
import { compileQuery, isCompiledQuery } from 'graphql-jit';

/** Runs one operation. Without `data` in its result nothing was executed: the variables were refused. */
export type RunOperation = (
  contextValue: unknown,
  variables: Readonly<Record<string, unknown>>,
) => ExecutionResult | Promise<ExecutionResult>;

/** Whether the words of all enums are what resolvers return for them. */
const hasPlainEnums = (schema: GraphQLSchema): boolean =>
  Object.values(schema.getTypeMap()).every(
    (type) => !isEnumType(type) || type.getValues().every(({ name, value }) => name === value),
  );

/** Compiles an operation; `null` where graphql-jit cannot. */
export function compileOperation(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
): RunOperation | null {
  const compiled = compileQuery(schema, document, operation.name?.value, {
    // A stack of generated code tells nothing, and costs more than the error itself.
    disablingCapturingStackErrors: true,
    // Texts, numbers and words of enums stay as they are; custom scalars are written as ever. What resolvers return was
    // read with care (`decode.ts`), and to look at every leaf again costs more than all the rest of a row.
    disableLeafSerialization: hasPlainEnums(schema),
  });
  if (!isCompiledQuery(compiled)) return null;
  return (contextValue, variables) => compiled.query(undefined, contextValue, variables);
}
