import { fastify } from 'fastify';
import mercurius from 'mercurius';
import { tell } from './announce.js';
import { resolvers } from './resolvers.js';
import { typeDefs } from './schema.js';

/** mercurius on fastify as its documentation shows it; `JIT=1` compiles an operation after one run. */
const app = fastify();
await app.register(mercurius, { schema: typeDefs, resolvers, jit: Number(process.env['JIT'] ?? 0) });
const address = await app.listen({ port: 0, host: '127.0.0.1' });
tell(Number(new URL(address).port));
