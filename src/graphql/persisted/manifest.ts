import { readFileSync } from 'node:fs';
import { type DocumentNode, type GraphQLSchema, Kind, parse, validate } from 'graphql';
import { z } from 'zod';
import { ConfigError } from '../../config/config-error.js';

/** Registered operations: what may be asked for by its id alone. */
export interface Manifest {
  readonly textById: ReadonlyMap<string, string>;
  readonly texts: ReadonlySet<string>;
}

/** What Apollo's `generate-persisted-query-manifest` writes. */
const apolloFormat = z.object({
  format: z.literal('apollo-persisted-query-manifest'),
  version: z.literal(1),
  operations: z.array(z.object({ id: z.string().min(1), body: z.string().min(1) })),
});

/** What Relay's compiler writes with `persistConfig.file`: ids and texts, nothing else. */
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
