#!/usr/bin/env node
/**
 * Writes a manifest of operations for PERSISTED_OPERATIONS from `.graphql` files.
 *
 *   node scripts/make-manifest.mjs [--format apollo|relay] [--schema FILE] [--out FILE] [FOLDER…]
 *
 * Folders are read with their subfolders. Each operation becomes an entry with the fragments it uses: those of its own
 * file first, then those of every other file. The id is the SHA-256 of the text. `__typename` is added where Apollo
 * Client adds it, so that its cache can normalize the response.
 *
 * Writes nothing and exits with 1 when a file does not parse or an operation does not validate against the schema; the
 * message names each file and operation.
 */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { buildSchema, Kind, parse, print, validate, visit } from 'graphql';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    format: { type: 'string', default: 'apollo' },
    schema: { type: 'string', default: 'schema/schema.graphql' },
    out: { type: 'string', default: 'persisted-operations.json' },
  },
});
const folders = positionals.length > 0 ? positionals : ['docs/operations'];
const formats = new Map([
  ['apollo', apolloManifest],
  ['relay', relayManifest],
]);
const write = formats.get(values.format);
if (!write) fail([`--format: expected apollo or relay, not ${values.format}.`]);

const problems = [];
const schema = buildSchema(readFileSync(values.schema, 'utf8'));
const sources = folders.flatMap(filesIn).flatMap(sourceOf);
const operations = sources.flatMap(operationsIn);
problems.push(...sharedNames(operations));
if (operations.length === 0 && problems.length === 0)
  problems.push(`No operation was found in ${folders.join(', ')}.`);
if (problems.length > 0) fail(problems);
const entries = operations.map(({ name, type, body }) => ({ id: sha256(body), name, type, body }));
writeFileSync(values.out, `${JSON.stringify(write(entries), null, 2)}\n`);
process.stdout.write(`${entries.length} operations written to ${values.out}.\n`);

function filesIn(folder) {
  return readdirSync(folder, { recursive: true })
    .filter((name) => name.endsWith('.graphql'))
    .sort()
    .map((name) => join(folder, name));
}

/** A file with its operations, and its fragments by name. */
function sourceOf(file) {
  try {
    const { definitions } = withTypenames(parse(readFileSync(file, 'utf8'), { noLocation: true }));
    const fragments = definitions.filter(({ kind }) => kind === Kind.FRAGMENT_DEFINITION);
    return [
      {
        file,
        operations: definitions.filter(({ kind }) => kind === Kind.OPERATION_DEFINITION),
        fragments: new Map(fragments.map((fragment) => [fragment.name.value, fragment])),
      },
    ];
  } catch (error) {
    problems.push(`${file}: ${error.message}`);
    return [];
  }
}

function operationsIn(source) {
  return source.operations.flatMap((operation) => {
    const name = operation.name?.value;
    if (name === undefined) {
      problems.push(`${source.file}: every operation needs a name.`);
      return [];
    }
    const fragments = fragmentsOf(operation, source, name);
    const document = { kind: Kind.DOCUMENT, definitions: [operation, ...fragments.values()] };
    for (const { message } of validate(schema, document))
      problems.push(`${source.file}, ${name}: ${message}`);
    return [{ file: source.file, name, type: operation.operation, body: print(document) }];
  });
}

/** The fragments that an operation uses, also through other fragments, by name. */
function fragmentsOf(operation, source, operationName) {
  const found = new Map();
  const collect = (node, from) =>
    visit(node, {
      [Kind.FRAGMENT_SPREAD]: ({ name: { value: name } }) => {
        if (found.has(name)) return;
        const definition = findFragment(name, from, operationName);
        // A fragment that no file has is reported by validation.
        if (definition === null) return;
        found.set(name, definition.fragment);
        collect(definition.fragment, definition.source);
      },
    });
  collect(operation, source);
  return found;
}

function findFragment(name, source, operationName) {
  const own = source.fragments.get(name);
  if (own) return { fragment: own, source };
  const others = sources.filter(({ fragments }) => fragments.has(name));
  const texts = new Set(others.map(({ fragments }) => print(fragments.get(name))));
  if (texts.size > 1) {
    const files = others.map(({ file }) => file).join(', ');
    problems.push(
      `${source.file}, ${operationName}: the fragment ${name} is defined differently in ${files}.`,
    );
  }
  const [first] = others;
  return first ? { fragment: first.fragments.get(name), source: first } : null;
}

/** Names that several operations have: clients find operations by name. */
function sharedNames(all) {
  const filesByName = new Map();
  for (const { name, file } of all) filesByName.set(name, [...(filesByName.get(name) ?? []), file]);
  return [...filesByName]
    .filter(([, files]) => files.length > 1)
    .map(([name, files]) => `Several operations are named ${name}: in ${files.join(', ')}.`);
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

function sha256(text) {
  return createHash('sha256').update(text).digest('hex');
}

function fail(messages) {
  process.stderr.write(`${[...new Set(messages)].join('\n')}\n`);
  process.exit(1);
}
