import type { ApolloServerPlugin } from '@apollo/server';
import { ApolloServerPluginLandingPageDisabled } from '@apollo/server/plugin/disabled';
import { ApolloServerPluginLandingPageLocalDefault } from '@apollo/server/plugin/landingPage/default';
import type { RequestContext } from '../../resolvers/context.js';

/**
 * What a browser is shown at `/graphql`: Apollo Sandbox with the example operations, where the schema may be looked
 * at; nothing where it may not, because Sandbox would have nothing to show.
 * @param document the examples, all in one document: Sandbox lets its reader choose which to run
 */
export const landingPage = (isOpen: boolean, document: string): ApolloServerPlugin<RequestContext> =>
  isOpen
    ? ApolloServerPluginLandingPageLocalDefault({ embed: { runTelemetry: false }, footer: false, document })
    : ApolloServerPluginLandingPageDisabled();
