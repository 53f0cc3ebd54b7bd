import { type DocumentNode, GraphQLError, Kind, parse } from 'graphql';
import { LRUCache } from 'lru-cache';
import { nestingRefusal } from '../../graphql/document-size.js';
import { type DocumentLimits, documentRefusal } from './document-limits.js';

/** Characters of the texts that are known to be admissible, together. */
const MAX_CHARACTERS = 2 * 1024 * 1024;

/** Stands for a refused document: nothing in it costs anything to validate, price or execute. */
const nothing: DocumentNode = { kind: Kind.DOCUMENT, definitions: [] };

/** A document that is refused before it is validated. */
export interface RefusedDocument {
  /** Takes the document's place in Apollo Server's pipeline. */
  readonly document: DocumentNode;
  readonly error: GraphQLError;
}

/**
 * Decides whether a text may be validated at all. Validation, pricing, compiling and executing walk a document with its
 * fragments spread, so a text of 800 bytes can be made to cost minutes; this counts first what they would meet.
 */
export class Admission {
  readonly #limits: DocumentLimits;
  readonly #admitted = new LRUCache<string, true>({
    maxSize: MAX_CHARACTERS,
    sizeCalculation: (_value, text) => text.length + 100,
  });

  constructor(limits: DocumentLimits) {
    this.#limits = limits;
  }

  /** @returns why the text is refused; `null` where it may be validated */
  refusalOf(text: string): RefusedDocument | null {
    if (this.#admitted.get(text)) return null;
    const error = refusalOf(text, this.#limits);
    if (error === null) this.#admitted.set(text, true);
    return error && { document: nothing, error };
  }
}

function refusalOf(text: string, limits: DocumentLimits): GraphQLError | null {
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
