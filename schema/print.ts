import {
  type ConstDirectiveNode,
  type DefinitionNode,
  type FieldDefinitionNode,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLSchema,
  isInterfaceType,
  isObjectType,
  Kind,
  parse,
  print,
  printSchema,
  type StringValueNode,
  visit,
} from 'graphql';

const header =
  '# Written by `npm run schema` from the classes in schema/ and resolvers/. Do not edit by hand.\n\n';

/**
 * The schema as text, with what graphql's own `printSchema` drops: the applications of directives such as
 * `@cacheControl`, which TypeGraphQL leaves in the `astNode`s.
 *
 * Types are sorted by name, so that moving a file changes nothing. Members keep the order they are declared in, which
 * says something (`first, after, last, before`; `UNKNOWN` last), except root fields, which come from many files.
 */
export function printGraphSchema(schema: GraphQLSchema): string {
  const roots = new Set([schema.getQueryType()?.name, schema.getMutationType()?.name]);
  const definitions = parse(printSchema(schema), { noLocation: true }).definitions.map((definition) => {
    if (
      definition.kind !== Kind.OBJECT_TYPE_DEFINITION &&
      definition.kind !== Kind.INTERFACE_TYPE_DEFINITION
    ) {
      return definition;
    }
    const type = schema.getType(definition.name.value);
    const fields = definition.fields?.map((field) => withDirectives(field, fieldOf(type, field.name.value)));
    if (roots.has(definition.name.value)) fields?.sort(byName);
    return withDirectives({ ...definition, ...(fields && { fields }) }, type);
  });
  const document = { kind: Kind.DOCUMENT, definitions: definitions.toSorted(byKindAndName) } as const;
  return `${header}${print(visit(document, { StringValue: asBlockWhereItDescribes }))}\n`;
}

/** Puts the directives that were applied to `declared` before those that `printSchema` wrote itself. */
function withDirectives<Node extends { readonly directives?: readonly ConstDirectiveNode[] }>(
  node: Node,
  declared: GraphQLNamedType | GraphQLField<unknown, unknown> | undefined,
): Node {
  return { ...node, directives: [...(declared?.astNode?.directives ?? []), ...(node.directives ?? [])] };
}

/** The field of that name, where the type has fields with directives. */
function fieldOf(
  type: GraphQLNamedType | undefined,
  name: string,
): GraphQLField<unknown, unknown> | undefined {
  return isObjectType(type) || isInterfaceType(type) ? type.getFields()[name] : undefined;
}

/** Descriptions stand in `"""`, also short ones; arguments of directives do not. */
function asBlockWhereItDescribes(
  node: StringValueNode,
  key: string | number | undefined,
): StringValueNode | undefined {
  return key === 'description' ? { ...node, block: true } : undefined;
}

/** Directives first, then types, each by name. */
function byKindAndName(one: DefinitionNode, other: DefinitionNode): number {
  return Number(isType(one)) - Number(isType(other)) || byName(one, other);
}

const isType = (definition: DefinitionNode): boolean => definition.kind !== Kind.DIRECTIVE_DEFINITION;

/** By code unit and not by locale: every machine must write the same text. */
function byName(
  one: DefinitionNode | FieldDefinitionNode,
  other: DefinitionNode | FieldDefinitionNode,
): number {
  const [first, second] = [nameOf(one), nameOf(other)];
  return first < second ? -1 : Number(first > second);
}

const nameOf = (node: DefinitionNode | FieldDefinitionNode): string =>
  'name' in node && node.name !== undefined ? node.name.value : '';
