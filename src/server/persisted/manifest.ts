import { readFileSync } from 'node:fs';
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
 * Reads a manifest in Apollo's or in Relay's format.
 * @throws ConfigError when the file cannot be read or is neither: a service that was told to run only certain
 * operations must not start with none
 */
export function readManifest(file: string): Manifest {
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    throw unusable('the path of a JSON file that can be read');
  }
  const entries = entriesOf(content);
  if (entries === null) throw unusable("a manifest in Apollo's or in Relay's format");
  return { textById: new Map(entries), texts: new Set(entries.map(([, text]) => text)) };
}

function entriesOf(content: unknown): readonly (readonly [string, string])[] | null {
  const apollo = apolloFormat.safeParse(content);
  if (apollo.success) return apollo.data.operations.map(({ id, body }) => [id, body]);
  const relay = relayFormat.safeParse(content);
  return relay.success ? Object.entries(relay.data) : null;
}

const unusable = (expected: string): ConfigError =>
  new ConfigError([
    {
      variable: 'PERSISTED_OPERATIONS',
      expected,
      example: 'PERSISTED_OPERATIONS=./persisted-operations.json',
    },
  ]);
