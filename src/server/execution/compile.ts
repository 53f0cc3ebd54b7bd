import type { DocumentNode, ExecutionResult, GraphQLSchema, OperationDefinitionNode } from 'graphql';
import { compileQuery, isCompiledQuery } from 'graphql-jit';

/** Runs one operation. Without `data` in its result nothing was executed: the variables were refused. */
export type RunOperation = (
  contextValue: unknown,
  variables: Readonly<Record<string, unknown>>,
) => ExecutionResult | Promise<ExecutionResult>;

/** Compiles an operation; `null` where graphql-jit cannot. */
export function compileOperation(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
): RunOperation | null {
  const compiled = compileQuery(schema, document, operation.name?.value, {
    // A stack of generated code tells nothing, and costs more than the error itself.
    disablingCapturingStackErrors: true,
  });
  if (!isCompiledQuery(compiled)) return null;
  return (contextValue, variables) => compiled.query(undefined, contextValue, variables);
}
