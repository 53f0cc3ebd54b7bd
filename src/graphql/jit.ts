import {
  BREAK,
  type DocumentNode,
  type ExecutionResult,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isEnumType,
  isScalarType,
  isSpecifiedScalarType,
  Kind,
  type OperationDefinitionNode,
  OperationTypeNode,
  TypeInfo,
  typeFromAST,
  visit,
  visitWithTypeInfo,
} from 'graphql';
import { LRUCache } from 'lru-cache';
import { measureDocument } from '../lib/documents/document-size.js';

/**
 * Whether an operation can be compiled. graphql's own interpreter runs
 * - mutations: they spend money, and are rare;
 * - introspection, whose latency does not matter;
 * - fields of an interface: graphql-jit needs their type synchronously, and TypeGraphQL returns a promise;
 * - variables with defaults other than a number, a string, a boolean or an enum value: graphql-jit does not parse
 *   custom scalars in them.
 */
export function isCompilable(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
): boolean {
  if (operation.operation !== OperationTypeNode.QUERY || hasRichDefaults(schema, operation)) return false;
  const types = new TypeInfo(schema);
  let isPlain = true;
  const visitor = {
    [Kind.FIELD]: () => {
      const name = types.getFieldDef()?.name;
      const type = types.getType();
      if (name !== '__schema' && name !== '__type' && type && !isAbstractType(getNamedType(type)))
        return undefined;
      isPlain = false;
      return BREAK;
    },
  };
  visit(document, visitWithTypeInfo(types, visitor));
  return isPlain;
}

const hasRichDefaults = (schema: GraphQLSchema, { variableDefinitions }: OperationDefinitionNode): boolean =>
  variableDefinitions?.some(({ type, defaultValue }) => {
    const named = typeFromAST(schema, type);
    const leaf = named && getNamedType(named);
    return (
      defaultValue !== undefined && !(isEnumType(leaf) || (isScalarType(leaf) && isSpecifiedScalarType(leaf)))
    );
  }) ?? false;

/** Runs one operation. Without `data` in its result nothing was executed: the variables were refused. */
export type RunOperation = (
  contextValue: unknown,
  variables: Readonly<Record<string, unknown>>,
) => ExecutionResult | Promise<ExecutionResult>;

/** Whether resolvers return enum values by their names, for all enums. */
const hasPlainEnums = (schema: GraphQLSchema): boolean =>
  Object.values(schema.getTypeMap()).every(
    (type) => !isEnumType(type) || type.getValues().every(({ name, value }) => name === value),
  );

/** Compiles an operation; `null` where graphql-jit cannot. */
export type CompileOperation = (
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
) => RunOperation | null;

/** Loads graphql-jit, which a start does not wait for. */
export async function loadCompiler(): Promise<CompileOperation> {
  const { compileQuery, isCompiledQuery } = await import('graphql-jit');
  return (schema, document, operation) => {
    const compiled = compileQuery(schema, document, operation.name?.value, {
      // A stack of generated code says nothing, and costs more than the error itself.
      disablingCapturingStackErrors: true,
      // Strings, numbers and enum values stay as they are; custom scalars are serialized as usual. What resolvers
      // return was decoded with care (`decode.ts`), and checking every leaf again costs more than all the rest of a row.
      disableLeafSerialization: hasPlainEnums(schema),
    });
    if (!isCompiledQuery(compiled)) return null;
    return (contextValue, variables) => compiled.query(undefined, contextValue, variables);
  };
}

/** An operation that was compiled: parsed and validated before. */
export interface CompiledOperation {
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
  readonly run: RunOperation;
}

/** An operation as Apollo Server met it. */
export interface MetOperation {
  /** The text of the document. */
  readonly text: string;
  /** The name that the request gave, which need not be there where the document holds one operation. */
  readonly name: string | undefined;
  readonly document: DocumentNode;
  /** The same object whenever the same text comes, as long as the document is cached. */
  readonly operation: OperationDefinitionNode;
  /** Objects that this request may return at most, by its cost estimate. */
  readonly nodes: number;
}

/** Bounds of all compiled operations; a service has a few dozen of them, and attackers may send any number. */
const MAX_OPERATIONS = 500;
const MAX_BYTES = 32 * 1024 * 1024;

/**
 * Bytes that one selection takes in a compiled operation, and one character in the document below it. Measured: 2,500
 * before the first run, 5,000 after it; 75 to 112 (docs/performance.md).
 */
const BYTES_PER_SELECTION = 5_000;
const BYTES_PER_CHARACTER = 110;

/** Long texts are few; they are interpreted. */
const MAX_TEXT_LENGTH = 20_000;

/** Selections of the largest operation that is compiled, which takes some 20 ms. The largest under `docs/` has 64. */
const MAX_SELECTIONS = 300;

/** Microseconds that compiling takes for each selection. */
const COMPILING_PER_SELECTION = 100;

/** Microseconds that running compiled saves: Apollo Server's pipeline, and some for each object. */
const SAVED_PER_RUN = 250;
const SAVED_PER_NODE = 6;

/**
 * Whether an operation came often enough: compiling it costs no more than its earlier runs would have saved. A client
 * that sends ten thousand different operations thus at most doubles the work of the service.
 * @param saved microseconds that compiling would have saved in all runs until now
 */
export const isWorthCompiling = (selections: number, saved: number): boolean =>
  selections <= MAX_SELECTIONS && saved >= selections * COMPILING_PER_SELECTION;

/** Microseconds that one run would have saved. */
export const savedBy = (nodes: number): number => SAVED_PER_RUN + SAVED_PER_NODE * nodes;

// A name has no line's end: no name and text can be taken for others.
const keyOf = (text: string, name: string | undefined): string => `${name ?? ''}\n${text}`;

/**
 * The functions that operations were compiled to, for those that came often enough. One bound in number and bytes holds
 * for all of them, by operation and not by text: a text may hold hundreds of operations.
 */
export class OperationCompiler {
  readonly #schema: GraphQLSchema;
  readonly #compiled = new LRUCache<string, CompiledOperation>({
    max: MAX_OPERATIONS,
    maxSize: MAX_BYTES,
    sizeCalculation: ({ document, operation }, key) =>
      selectionsOf(document, operation) * BYTES_PER_SELECTION + key.length * BYTES_PER_CHARACTER,
  });
  /** Microseconds saved until now; `null`: interpret it for good. Holds no document that nothing else holds. */
  readonly #saved = new WeakMap<OperationDefinitionNode, number | null>();
  #compile: CompileOperation | null = null;
  #isLoading = false;

  constructor(schema: GraphQLSchema) {
    this.#schema = schema;
  }

  /** How many there are, and the bytes they take. */
  get size(): { readonly operations: number; readonly bytes: number } {
    return { operations: this.#compiled.size, bytes: this.#compiled.calculatedSize };
  }

  /** The compiled operation of a text; `null` where there is none. */
  get(text: string, name: string | undefined): CompiledOperation | null {
    return text.length > MAX_TEXT_LENGTH ? null : (this.#compiled.get(keyOf(text, name)) ?? null);
  }

  /** The compiled operation; `null` while it is not worth it, and where it cannot be compiled. */
  meet(met: MetOperation): RunOperation | null {
    const { text, name, document, operation } = met;
    const known = this.get(text, name);
    if (known !== null) return known.run;
    const before = this.#saved.get(operation);
    if (before === null || text.length > MAX_TEXT_LENGTH) return null;
    const saved = before ?? 0;
    this.#saved.set(operation, saved + savedBy(met.nodes));
    if (!isWorthCompiling(selectionsOf(document, operation), saved)) return null;
    if (!isCompilable(this.#schema, document, operation)) return this.#interpret(operation);
    if (this.#compile === null) {
      this.#load();
      return null;
    }
    const run = this.#compile(this.#schema, document, operation);
    if (run === null) return this.#interpret(operation);
    this.#compiled.set(keyOf(text, name), { document, operation, run });
    return run;
  }

  /** Interprets an operation from now on, because its compiled function threw. */
  markUncompilable(operation: OperationDefinitionNode): void {
    this.#interpret(operation);
    for (const [key, known] of this.#compiled.entries())
      if (known.operation === operation) this.#compiled.delete(key);
  }

  #interpret(operation: OperationDefinitionNode): null {
    this.#saved.set(operation, null);
    return null;
  }

  /** The compiler is loaded when it is first wanted: the start need not wait for it. */
  #load(): void {
    if (this.#isLoading) return;
    this.#isLoading = true;
    loadCompiler().then(
      (compile) => {
        this.#compile = compile;
      },
      // Without the compiler everything is interpreted.
      () => {},
    );
  }
}

const selectionsOf = (document: DocumentNode, operation: OperationDefinitionNode): number =>
  measureDocument(document).operations.get(operation)?.selections ?? Number.POSITIVE_INFINITY;
