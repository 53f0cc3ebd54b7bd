import { randomUUID } from 'node:crypto';
import type { ApolloServerPlugin } from '@apollo/server';
import { ApolloServerPluginLandingPageDisabled } from '@apollo/server/plugin/disabled';
import { ApolloServerPluginLandingPageLocalDefault } from '@apollo/server/plugin/landingPage/default';
import type { RequestContext } from '../../resolvers/context.js';
import { type Example, KEY_PLACEHOLDER } from './examples.js';

/**
 * The page for browsers at `/graphql`: Apollo Sandbox with the example operations where introspection is on; none
 * where it is off, because Sandbox would have nothing to show.
 *
 * Sandbox opens with one document and one set of variables; the featured examples stand in it, and the reader chooses
 * which to run.
 */
export function landingPage(
  isOpen: boolean,
  examples: readonly Example[],
): ApolloServerPlugin<RequestContext> {
  if (!isOpen) return ApolloServerPluginLandingPageDisabled();
  const featured = examples.filter(({ isFeatured }) => isFeatured);
  const document = featured.map((example) => example.document).join('\n\n');
  const variables = Object.assign({}, ...featured.map((example) => withNewKeys(example.variables)));
  return withReturnLink(
    ApolloServerPluginLandingPageLocalDefault({
      embed: { runTelemetry: false },
      footer: false,
      ...(document !== '' && { document, variables }),
    }),
  );
}

/** Variables with a new idempotency key in each place for one. */
function withNewKeys(variables: Example['variables']): Example['variables'] {
  const text = JSON.stringify(variables).replaceAll(KEY_PLACEHOLDER, () => randomUUID());
  return JSON.parse(text) as Example['variables'];
}

const offline = 'it appears that you might be offline.';

/** Adds a link to the explorer, for developers who cannot reach Apollo's servers, from which Sandbox is loaded. */
function withReturnLink(plugin: ApolloServerPlugin<RequestContext>): ApolloServerPlugin<RequestContext> {
  return {
    async serverWillStart(service) {
      const listener = (await plugin.serverWillStart?.(service)) ?? {};
      const page = await listener.renderLandingPage?.();
      if (!page) return listener;
      const html = async () => {
        const text = typeof page.html === 'string' ? page.html : await page.html();
        return text.replace(
          offline,
          `${offline} <a href="/explorer">The explorer of this service</a> works without the internet.`,
        );
      };
      return { ...listener, renderLandingPage: async () => ({ html }) };
    },
  };
}
