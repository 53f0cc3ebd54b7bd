import { DirectiveLocation, GraphQLBoolean, GraphQLDirective, GraphQLEnumType, GraphQLInt } from 'graphql';

/** Who may share a cached value; Apollo Server knows these two words. */
export const cacheControlScope = new GraphQLEnumType({
  name: 'CacheControlScope',
  description: 'Who may share a cached value.',
  values: {
    PUBLIC: { description: 'Anybody may be given the cached value.' },
    PRIVATE: { description: 'Only the caller it was fetched for may be given the cached value.' },
  },
});

/**
 * The definition of `@cacheControl`. Apollo Server reads its applications from the schema's `astNode`s but does not
 * define it; a schema that applies an undefined directive is not valid for codegen tools.
 */
export const cacheControlDirective = new GraphQLDirective({
  name: 'cacheControl',
  description: "How long, and for whom, a value may be cached (Apollo Server's directive).",
  locations: [
    DirectiveLocation.FIELD_DEFINITION,
    DirectiveLocation.OBJECT,
    DirectiveLocation.INTERFACE,
    DirectiveLocation.UNION,
  ],
  args: {
    maxAge: { type: GraphQLInt, description: 'Seconds for which the value may be cached; 0: not at all.' },
    scope: { type: cacheControlScope, description: 'Who may share the cached value. Left out: anybody.' },
    inheritMaxAge: {
      type: GraphQLBoolean,
      description: '`true`: as long as the parent field, instead of a `maxAge` of its own.',
    },
  },
});
