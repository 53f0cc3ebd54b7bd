import { createServer } from 'node:http';
import { createSchema, createYoga } from 'graphql-yoga';
import { announce } from './announce.js';
import { resolvers } from './resolvers.js';
import { typeDefs } from './schema.js';

/** graphql-yoga as its documentation shows it. */
announce(createServer(createYoga({ schema: createSchema({ typeDefs, resolvers }), logging: false })));
