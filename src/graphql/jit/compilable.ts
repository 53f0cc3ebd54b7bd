import {
  BREAK,
  type DocumentNode,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isEnumType,
  isScalarType,
  isSpecifiedScalarType,
  Kind,
  type OperationDefinitionNode,
  OperationTypeNode,
  TypeInfo,
  typeFromAST,
  visit,
  visitWithTypeInfo,
} from 'graphql';

/**
 * Whether an operation is one for the compiler. Left to graphql's own interpreter are
 * - mutations: they spend money, and are rare;
 * - introspection, which nobody asks for in a hurry;
 * - fields of an interface: graphql-jit wants their type at once, and TypeGraphQL promises it;
 * - variables with defaults that are more than a number, a string, a boolean or a word of an enum: graphql-jit does not
 *   parse what custom scalars say in them.
 */
export function isCompilable(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
): boolean {
  if (operation.operation !== OperationTypeNode.QUERY || hasRichDefaults(schema, operation)) return false;
  const types = new TypeInfo(schema);
  let isPlain = true;
  const visitor = {
    [Kind.FIELD]: () => {
      const name = types.getFieldDef()?.name;
      const type = types.getType();
      if (name !== '__schema' && name !== '__type' && type && !isAbstractType(getNamedType(type)))
        return undefined;
      isPlain = false;
      return BREAK;
    },
  };
  visit(document, visitWithTypeInfo(types, visitor));
  return isPlain;
}

const hasRichDefaults = (schema: GraphQLSchema, { variableDefinitions }: OperationDefinitionNode): boolean =>
  variableDefinitions?.some(({ type, defaultValue }) => {
    const named = typeFromAST(schema, type);
    const leaf = named && getNamedType(named);
    return (
      defaultValue !== undefined && !(isEnumType(leaf) || (isScalarType(leaf) && isSpecifiedScalarType(leaf)))
    );
  }) ?? false;
