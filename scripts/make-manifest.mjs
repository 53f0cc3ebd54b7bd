#!/usr/bin/env node
/**
 * Writes a manifest of operations for PERSISTED_OPERATIONS from `.graphql` files.
 *
 *   node scripts/make-manifest.mjs [--format apollo|relay] [--out FILE] [FOLDER…]
 *
 * Each file is one document; each operation in it becomes an entry with the fragments it uses. The id is the SHA-256 of
 * the text. `__typename` is added where Apollo Client would add it, so that its cache works on what comes back.
 */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Kind, parse, print, separateOperations, visit } from 'graphql';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    format: { type: 'string', default: 'apollo' },
    out: { type: 'string', default: 'persisted-operations.json' },
  },
});
const folders = positionals.length > 0 ? positionals : ['docs/operations'];
const formats = { apollo: apolloManifest, relay: relayManifest };
const write = formats[values.format];
if (!write) fail(`--format: expected apollo or relay, not ${values.format}.`);

const operations = folders.flatMap(filesIn).flatMap(operationsIn);
const names = operations.map(({ name }) => name);
const twice = names.find((name, index) => names.indexOf(name) !== index);
if (twice) fail(`Two operations are named ${twice}; clients find them by name.`);
writeFileSync(values.out, `${JSON.stringify(write(operations), null, 2)}\n`);
process.stdout.write(`${operations.length} operations written to ${values.out}.\n`);

function filesIn(folder) {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.graphql'))
    .sort()
    .map((name) => join(folder, name));
}

function operationsIn(file) {
  const documents = separateOperations(
    withTypenames(parse(readFileSync(file, 'utf8'), { noLocation: true })),
  );
  return Object.entries(documents).map(([name, document]) => {
    if (name === '') fail(`${file}: every operation needs a name.`);
    const body = print(document);
    const { operation: type } = document.definitions.find(({ kind }) => kind === Kind.OPERATION_DEFINITION);
    return { id: createHash('sha256').update(body).digest('hex'), name, type, body };
  });
}

/** Adds `__typename` to every selection but those of the root, where it is not asked for already. */
function withTypenames(document) {
  const typename = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: '__typename' } };
  return visit(document, {
    SelectionSet: (node, _key, parent) => {
      const isRoot = parent?.kind === Kind.OPERATION_DEFINITION;
      const isThere = node.selections.some(
        ({ kind, name, alias }) => kind === Kind.FIELD && !alias && name.value.startsWith('__'),
      );
      return isRoot || isThere ? undefined : { ...node, selections: [...node.selections, typename] };
    },
  });
}

function apolloManifest(entries) {
  return { format: 'apollo-persisted-query-manifest', version: 1, operations: entries };
}

function relayManifest(entries) {
  return Object.fromEntries(entries.map(({ id, body }) => [id, body]));
}

function fail(message) {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}
