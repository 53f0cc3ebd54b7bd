import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { HTTPGraphQLRequest } from '@apollo/server';
import { type DocumentNode, type GraphQLSchema, Kind, parse, validate } from 'graphql';
import { z } from 'zod';
import { ConfigError } from '../config/config-error.js';
import { ServiceError } from '../errors/service-error.js';

/** Registered operations, which clients may request by id alone. */
export interface Manifest {
  readonly textById: ReadonlyMap<string, string>;
  readonly texts: ReadonlySet<string>;
}

/** Format of Apollo's `generate-persisted-query-manifest`. */
const apolloFormat = z.object({
  format: z.literal('apollo-persisted-query-manifest'),
  version: z.literal(1),
  operations: z.array(z.object({ id: z.string().min(1), body: z.string().min(1) })),
});

/** Format of Relay's compiler with `persistConfig.file`: ids and texts, nothing else. */
const relayFormat = z.record(z.string().min(1), z.string().min(1));

/**
 * Reads a manifest in Apollo's or in Relay's format, and validates each operation against the schema.
 * @throws ConfigError when the file cannot be read, is in neither format, or has an operation that does not validate;
 * the message names each such operation. A client finds out about such an operation only when a user needs it.
 */
export function readManifest(file: string, schema: GraphQLSchema): Manifest {
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    throw invalidManifestError('the path of a JSON file that can be read');
  }
  const entries = parseEntries(content);
  if (entries === null) throw invalidManifestError("a manifest in Apollo's or in Relay's format");
  const invalid = entries.flatMap(([id, text]) => invalidOperation(id, text, schema));
  if (invalid.length > 0)
    throw invalidManifestError(
      `operations that validate against the schema; these do not:\n${invalid.join('\n')}\n `,
    );
  return { textById: new Map(entries), texts: new Set(entries.map(([, text]) => text)) };
}

function parseEntries(content: unknown): readonly (readonly [string, string])[] | null {
  const apollo = apolloFormat.safeParse(content);
  if (apollo.success) return apollo.data.operations.map(({ id, body }) => [id, body]);
  const relay = relayFormat.safeParse(content);
  return relay.success ? Object.entries(relay.data) : null;
}

/** A line that names an operation and its first error; nothing for an operation that validates. */
function invalidOperation(id: string, text: string, schema: GraphQLSchema): readonly string[] {
  let document: DocumentNode;
  try {
    document = parse(text);
  } catch (error) {
    return [`    ${id}: ${error instanceof Error ? error.message : String(error)}`];
  }
  const [error] = validate(schema, document);
  return error ? [`    ${nameOf(document) ?? id}: ${error.message}`] : [];
}

function nameOf({ definitions }: DocumentNode): string | undefined {
  return definitions.flatMap((definition) =>
    definition.kind === Kind.OPERATION_DEFINITION && definition.name ? [definition.name.value] : [],
  )[0];
}

const invalidManifestError = (expected: string): ConfigError =>
  new ConfigError([
    {
      variable: 'PERSISTED_OPERATIONS',
      expected,
      example: 'PERSISTED_OPERATIONS=./persisted-operations.json',
    },
  ]);

/** The parts of a request that name its operation. */
type PersistedRequest = Pick<HTTPGraphQLRequest, 'method' | 'search' | 'body'>;

/** Turns ids into operations, and rejects operations that are not registered. */
export interface PersistedOperations {
  /**
   * Returns the request with the text of its operation.
   * @throws ServiceError PERSISTED_QUERY_NOT_ALLOWED
   */
  resolve<Request extends PersistedRequest>(request: Request): Request;
}

/** Fields that hold an id, by the conventions of GraphQL over HTTP, Relay's examples and others. */
const ID_FIELDS = ['documentId', 'doc_id', 'id'] as const;

type Fields = Readonly<Record<string, unknown>>;

/**
 * @param mode `enforce` runs registered operations only, `log` reports those that it would reject
 * @param onUnregistered called for each such request in mode `log` with the SHA-256 of its text
 */
export function createPersistedOperations(
  manifest: Manifest,
  mode: 'log' | 'enforce',
  onUnregistered: (sha256: string) => void,
): PersistedOperations {
  const notAllowed = () =>
    new ServiceError(
      'PERSISTED_QUERY_NOT_ALLOWED',
      'Only registered operations run here, and this is none of them.',
    );

  /** The request's fields with the text of the operation in them; `null` where they can stay as they are. */
  function resolve(fields: Fields): Fields | null {
    const { query } = fields;
    if (typeof query === 'string' && query !== '') {
      if (manifest.texts.has(query)) return null;
      if (mode === 'enforce') throw notAllowed();
      onUnregistered(createHash('sha256').update(query).digest('hex'));
      return null;
    }
    const id = readId(fields);
    if (id === null) return null;
    const text = manifest.textById.get(id) ?? manifest.textById.get(id.replace(/^sha256:/, ''));
    if (text !== undefined) return { ...fields, query: text, ...withoutHash(fields['extensions']) };
    if (mode === 'enforce') throw notAllowed();
    return null; // Apollo Server may know it as an automatically persisted query
  }

  return {
    resolve(request) {
      if (request.method === 'GET') {
        const fields = parseSearch(request.search);
        const resolved = resolve(fields);
        return resolved ? { ...request, search: formatSearch(resolved) } : request;
      }
      const resolved = isFields(request.body) ? resolve(request.body) : null;
      return resolved ? { ...request, body: resolved } : request;
    },
  };
}

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function readId(fields: Fields): string | null {
  const { extensions } = fields;
  const persisted = isFields(extensions) ? extensions['persistedQuery'] : undefined;
  const candidates = [
    isFields(persisted) ? persisted['sha256Hash'] : undefined,
    ...ID_FIELDS.map((name) => fields[name]),
  ];
  return candidates.find((id): id is string => typeof id === 'string' && id !== '') ?? null;
}

/**
 * Drops the hash once the text is known: Apollo Server would compare it with the text's SHA-256, and ids may be
 * anything.
 */
function withoutHash(extensions: unknown): { readonly extensions?: Fields } {
  if (!isFields(extensions)) return {};
  const { persistedQuery: _persistedQuery, ...rest } = extensions;
  return { extensions: rest };
}

/** Parses `extensions` only; Apollo Server rejects invalid JSON. */
function parseSearch(search: string): Fields {
  const fields: Record<string, unknown> = Object.fromEntries(new URLSearchParams(search));
  const { extensions } = fields;
  if (typeof extensions !== 'string') return fields;
  try {
    return { ...fields, extensions: JSON.parse(extensions) };
  } catch {
    return fields;
  }
}

function formatSearch(fields: Fields): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(fields)) {
    if (value !== undefined) search.set(name, typeof value === 'string' ? value : JSON.stringify(value));
  }
  return `?${search}`;
}
