import type { DocumentNode } from 'graphql';
import { GraphQLError, parse } from 'graphql';
import type { LimitsConfig } from '../../config/config.js';
import { measureDocument, nestingRefusal } from '../../lib/documents/document-size.js';

/** Introspection is nested deeper than any sensible query of the graph; graphql itself limits its lists. */
const maxIntrospectionDepth = 20;

/** Variables of one operation. Validation looks for the uses of each; the largest operation under `docs/` has 8. */
const maxVariables = 250;

/** The limits that an operator sets for documents. */
export type DocumentLimits = Pick<
  LimitsConfig,
  'maxTokens' | 'maxDepth' | 'maxAliases' | 'maxDirectives' | 'maxRootFields'
>;

/**
 * Why a document is refused before it is validated: it is too large once its fragments are spread, too deep, or repeats
 * itself too often. Tokens are counted before, by the parser.
 * @returns `null` where it is not
 */
export function documentRefusal(document: DocumentNode, limits: DocumentLimits): string | null {
  const { refusal, operations } = measureDocument(document);
  if (refusal !== null) return refusal;
  const messages = new Set<string>();
  const check = (what: string, found: number, allowed: number): void => {
    if (found > allowed) messages.add(`The operation has ${found} ${what}; at most ${allowed} are allowed.`);
  };
  for (const [{ variableDefinitions }, size] of operations) {
    check('variables', variableDefinitions?.length ?? 0, maxVariables);
    check('levels', size.depth, limits.maxDepth);
    check('aliases', size.aliases, limits.maxAliases);
    check('directives', size.directives, limits.maxDirectives);
    check('root fields', size.fields, limits.maxRootFields);
    check('levels of introspection', size.introspectionDepth, maxIntrospectionDepth);
  }
  // Each limit once, with the first operation that is over it, or hundreds of operations would each say so.
  return messages.size === 0 ? null : [...messages].slice(0, 5).join(' ');
}

/**
 * Decides whether a text may be validated at all. Validating, costing, compiling and executing walk a document with
 * its fragments spread, so a text of 800 bytes can be made to cost minutes; this counts first what they would visit.
 * @returns why the text is rejected; `null` where it may be validated
 */
export function admissionRefusal(text: string, limits: DocumentLimits): GraphQLError | null {
  const tooNested = nestingRefusal(text);
  if (tooNested !== null) return invalid(tooNested);
  try {
    const message = documentRefusal(parse(text, { maxTokens: limits.maxTokens, noLocation: true }), limits);
    return message === null ? null : invalid(message);
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    const { message, source, positions } = error;
    return new GraphQLError(message, { source, positions, extensions: { code: 'GRAPHQL_PARSE_FAILED' } });
  }
}

const invalid = (message: string): GraphQLError =>
  new GraphQLError(message, { extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } });
