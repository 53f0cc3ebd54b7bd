import { GraphQLError, parse } from 'graphql';
import { nestingRefusal } from '../document-size.js';
import { type DocumentLimits, documentRefusal } from './document-limits.js';

/**
 * Decides whether a text may be validated at all. Validation, pricing, compiling and executing walk a document with its
 * fragments spread, so a text of 800 bytes can be made to cost minutes; this counts first what they would meet.
 * @returns why the text is refused; `null` where it may be validated
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
