import type { DocumentNode, GraphQLSchema, OperationDefinitionNode } from 'graphql';
import { LRUCache } from 'lru-cache';
import { isCompilable } from './compilable.js';
import type { compileOperation, RunOperation } from './compile.js';

/** What is known of an operation: how often it was seen, and later how to run it; `null`: interpret it for good. */
type Known = { seen: number } | RunOperation | null;

/** Compiling costs as much as a few runs, so only what comes again is worth it. */
const COMPILED_AT = 2;

/** A compiled operation takes some 100 KB; a service has a few dozen of them, and strangers may send any number. */
const MAX_OPERATIONS = 200;

/** The functions that operations were compiled to, for those that came again; the least recently used are dropped. */
export class CompiledOperations {
  readonly #schema: GraphQLSchema;
  readonly #known = new LRUCache<OperationDefinitionNode, { now: Known }>({ max: MAX_OPERATIONS });
  #compile: typeof compileOperation | null = null;
  #isLoading = false;

  constructor(schema: GraphQLSchema) {
    this.#schema = schema;
  }

  /**
   * The compiled operation; `null` while it is not worth it, and where it cannot be compiled.
   * @param operation of a document that is the same object whenever the same text comes: Apollo Server keeps documents
   */
  find(document: DocumentNode, operation: OperationDefinitionNode): RunOperation | null {
    const entry = this.#known.get(operation);
    if (entry === undefined) {
      this.#known.set(operation, {
        now: isCompilable(this.#schema, document, operation) ? { seen: 1 } : null,
      });
      return null;
    }
    if (entry.now === null || typeof entry.now === 'function') return entry.now;
    entry.now.seen += 1;
    if (entry.now.seen < COMPILED_AT) return null;
    if (this.#compile === null) {
      this.#load();
      return null;
    }
    entry.now = this.#compile(this.#schema, document, operation);
    return entry.now;
  }

  /** What failed when compiled is interpreted from now on. */
  giveUp(operation: OperationDefinitionNode): void {
    this.#known.set(operation, { now: null });
  }

  /** The compiler is loaded when it is first wanted: the start need not wait for it. */
  #load(): void {
    if (this.#isLoading) return;
    this.#isLoading = true;
    import('./compile.js').then(
      ({ compileOperation }) => {
        this.#compile = compileOperation;
      },
      // Stays unloaded: everything is interpreted.
      () => {},
    );
  }
}
