import { GraphQLObjectType, GraphQLSchema } from 'graphql';

/** Root fields that are answered from memory, and so also in a dry run. */
const free: ReadonlySet<string> = new Set(['rateLimit', 'errorCatalog']);

/** The same schema, whose root fields fetch nothing: all read `null` but those that cost nothing anyway. */
export function createDryRunSchema(schema: GraphQLSchema): GraphQLSchema {
  const { query: _query, types, ...config } = schema.toConfig();
  const root = schema.getQueryType();
  if (!root) return schema;
  const { fields, ...type } = root.toConfig();
  const dry = Object.fromEntries(
    Object.entries(fields).map(([name, field]) => [
      name,
      free.has(name) ? field : { ...field, resolve: () => null },
    ]),
  );
  const query = new GraphQLObjectType({ ...type, fields: dry });
  return new GraphQLSchema({ ...config, query, types: types.filter((known) => known !== root) });
}
