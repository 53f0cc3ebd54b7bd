import { createServer } from 'node:http';
import { createGatewayRuntime } from '@graphql-hive/gateway-runtime';
import { getComposedSchemaFromConfig } from '@graphql-mesh/compose-cli';
import { loadOpenAPISubgraph } from '@omnigraph/openapi';

/** Hive Gateway over an OpenAPI document of the search, composed at the start. */
const silent = { log() {}, debug() {}, info() {}, warn() {}, error() {}, child: () => silent };
const supergraph = await getComposedSchemaFromConfig(
  {
    subgraphs: [
      {
        sourceHandler: loadOpenAPISubgraph('getty', {
          source: new URL('openapi.json', import.meta.url).pathname,
          endpoint: process.env.UPSTREAM,
          operationHeaders: { 'api-key': 'bench', authorization: 'Bearer bench-token' },
        }),
      },
    ],
  },
  silent,
);
const server = createServer(
  createGatewayRuntime({ supergraph, logging: false, maskedErrors: false, landingPage: false }),
);
server.listen(0, '127.0.0.1', () => process.stdout.write(`listening ${server.address().port}\n`));
