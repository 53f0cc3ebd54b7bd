import { GraphQLError, type ValidationRule } from 'graphql';
import type { LimitsConfig } from '../../config/config.js';
import { measureDocument } from '../../graphql/document-size.js';

/** Introspection is nested deeper than any sensible query of the graph; graphql itself limits its lists. */
const maxIntrospectionDepth = 20;

/**
 * Refuses documents that are too deep or repeat themselves too often. It runs with validation, so once a document, and
 * before anything of it is executed. Tokens are counted before, by the parser; what would be dear to validate is refused
 * before, too (`document-size.ts`).
 */
export const documentLimits =
  (
    limits: Pick<LimitsConfig, 'maxDepth' | 'maxAliases' | 'maxDirectives' | 'maxRootFields'>,
  ): ValidationRule =>
  (context) => ({
    Document(document) {
      const messages = new Set<string>();
      const check = (what: string, found: number, allowed: number) => {
        if (found > allowed)
          messages.add(`The operation has ${found} ${what}; at most ${allowed} are allowed.`);
      };
      for (const size of measureDocument(document).operations.values()) {
        check('levels', size.depth, limits.maxDepth);
        check('aliases', size.aliases, limits.maxAliases);
        check('directives', size.directives, limits.maxDirectives);
        check('root fields', size.fields, limits.maxRootFields);
        check('levels of introspection', size.introspectionDepth, maxIntrospectionDepth);
      }
      for (const message of messages) context.reportError(new GraphQLError(message));
    },
  });
