import type { DocumentNode } from 'graphql';
import { LRUCache } from 'lru-cache';

/** Bytes that all documents together may take. */
const MAX_BYTES = 16 * 1024 * 1024;

/** A parsed document takes this many bytes for each character of its text: nodes, tokens and places (measured). */
const BYTES_PER_CHARACTER = 110;

/**
 * The documents that were validated, by their text. Apollo Server's own store writes each document as JSON to find its
 * size, which takes longer than parsing it, and counts that instead of the memory it takes.
 */
export class DocumentStore {
  readonly #documents = new LRUCache<string, DocumentNode>({
    maxSize: MAX_BYTES,
    sizeCalculation: (_document, text) => 1 + text.length * BYTES_PER_CHARACTER,
  });

  find(text: string): DocumentNode | null {
    return this.#documents.get(text) ?? null;
  }

  remember(text: string, document: DocumentNode): void {
    this.#documents.set(text, document);
  }
}
