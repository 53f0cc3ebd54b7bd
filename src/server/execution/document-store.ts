import type { DocumentNode } from 'graphql';
import { LRUCache } from 'lru-cache';

/** What all documents together may take, in bytes. */
const MAX_BYTES = 16 * 1024 * 1024;

/** A parsed document takes this many bytes for each character of its text: nodes, tokens and places (measured). */
const BYTES_PER_CHARACTER = 200;

/** Apollo Server's interface of a document store. */
interface DocumentStore {
  get(key: string): Promise<DocumentNode | undefined>;
  set(key: string, document: DocumentNode): Promise<void>;
  delete(key: string): Promise<boolean>;
}

/**
 * The documents that were validated. Apollo Server's own store writes each document as JSON to find its size, which
 * takes longer than parsing it, and counts that instead of the memory it takes.
 */
export function createDocumentStore(): DocumentStore {
  const documents = new LRUCache<string, DocumentNode>({
    maxSize: MAX_BYTES,
    sizeCalculation: ({ loc }) => 1 + (loc?.end ?? 0) * BYTES_PER_CHARACTER,
  });
  return {
    get: async (key) => documents.get(key),
    set: async (key, document) => {
      documents.set(key, document);
    },
    delete: async (key) => documents.delete(key),
  };
}
