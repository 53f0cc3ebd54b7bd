import type { FastifyInstance } from 'fastify';
import type { Example } from '../../graphql/examples.js';
import { assets, isAsset, readAsset } from './assets.js';
import { contentSecurityPolicy, page, pageStyle, startScript } from './page.js';

const script = 'text/javascript; charset=utf-8';

/** `/explorer`: GraphiQL served by this process, for developers who cannot or will not load Apollo Sandbox. */
export function serveExplorer(app: FastifyInstance, examples: readonly Example[]): void {
  const own = new Map([
    ['page.css', { type: 'text/css; charset=utf-8', body: pageStyle }],
    ['start.js', { type: script, body: startScript(examples) }],
  ]);

  app.get('/explorer', async (_request, reply) =>
    reply
      .headers({
        'content-type': 'text/html; charset=utf-8',
        'content-security-policy': contentSecurityPolicy,
        'cross-origin-opener-policy': 'same-origin',
        'x-frame-options': 'DENY',
        'cache-control': 'no-cache',
      })
      .send(page),
  );

  app.get<{ Params: { file: string } }>('/explorer/:file', async (request, reply) => {
    const { file } = request.params;
    const made = own.get(file);
    if (made) return reply.type(made.type).header('cache-control', 'no-cache').send(made.body);
    if (!isAsset(file)) return reply.callNotFound();
    return reply
      .type(assets[file].type)
      .header('cache-control', 'public, max-age=3600')
      .send(await readAsset(file));
  });
}
