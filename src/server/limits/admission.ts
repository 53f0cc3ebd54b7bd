import { type DocumentNode, GraphQLError, Kind, parse } from 'graphql';
import { LRUCache } from 'lru-cache';
import { measureDocument, nestingRefusal } from '../../graphql/document-size.js';

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
  readonly #maxTokens: number;
  readonly #admitted = new LRUCache<string, true>({
    maxSize: MAX_CHARACTERS,
    sizeCalculation: (_value, text) => text.length + 100,
  });

  /** @param maxTokens tokens that a text may have; what has more is left to the parser to refuse */
  constructor(maxTokens: number) {
    this.#maxTokens = maxTokens;
  }

  /** @returns why the text is refused; `null` where it may be validated, and where the parser will refuse it */
  refusalOf(text: string): RefusedDocument | null {
    if (this.#admitted.get(text)) return null;
    const refusal = refusalOf(text, this.#maxTokens);
    if (refusal === null) {
      this.#admitted.set(text, true);
      return null;
    }
    const error = new GraphQLError(refusal, { extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } });
    return { document: nothing, error };
  }
}

function refusalOf(text: string, maxTokens: number): string | null {
  const tooDeep = nestingRefusal(text);
  if (tooDeep !== null) return tooDeep;
  let document: DocumentNode;
  try {
    document = parse(text, { maxTokens, noLocation: true });
  } catch {
    return null; // The parser says where the error is when Apollo Server asks it.
  }
  return measureDocument(document).refusal;
}
