import 'reflect-metadata';
import { type GraphQLSchema, specifiedDirectives } from 'graphql';
import { buildSchemaSync, getMetadataStorage } from 'type-graphql';
import { resolverClasses } from '../resolvers/index.js';
import { cacheControlDirective } from './cache-control.js';
import { resolveDirectly } from './direct-resolvers.js';
import { downloadErrorTypes } from './download-errors.js';

/** TypeGraphQL has no decorator for the root types themselves, so they are described here. */
const rootDescriptions = {
  Query: [
    'Reading from Getty Images.',
    '',
    "An argument of type `ID` takes either this API's own `id` (`gid://getty/Image/83454804`)",
    'or the plain Getty Images number (`83454804`). What comes back is always the former.',
  ].join('\n'),
  Mutation:
    "Downloading. Every download counts against a product's limit, so none is ever sent twice unasked.",
};

/** Builds the executable schema from the classes in `schema/` and `resolvers/`. Does no I/O and takes milliseconds. */
export function buildGraphSchema(): GraphQLSchema {
  // Decorators of parameters run last to first; sorted back, arguments are shown in the order they are written in.
  getMetadataStorage().params.sort((one, other) => one.index - other.index);
  const schema = buildSchemaSync({
    resolvers: [...resolverClasses],
    // Fields name only the interface `DownloadError`, so its kinds are listed.
    orphanedTypes: [...downloadErrorTypes],
    directives: [...specifiedDirectives, cacheControlDirective],
    // Inputs are checked in the domain, where every message names the argument and says what would do.
    validate: false,
  });
  for (const [name, description] of Object.entries(rootDescriptions)) {
    const type = schema.getType(name);
    if (type) type.description = description;
  }
  resolveDirectly(schema);
  return schema;
}
