/**
 * Writes the pages that are generated: the schema reference (by graphql-markdown, from `schema/schema.graphql`) and the
 * example operations (from `docs/operations`). Run by `npm run build` and `npm run dev`, before VitePress.
 */
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildSchema } from 'graphql';
import { exampleSection, namesIn, referencePage } from './reference-pages.mjs';

const docs = import.meta.dirname;
const reference = join(docs, 'reference');

rmSync(reference, { recursive: true, force: true });
execFileSync(
  process.execPath,
  [join(docs, 'node_modules/@graphql-markdown/cli/dist/main.js'), 'graphql-to-doc'],
  {
    cwd: docs,
    stdio: ['ignore', 'ignore', 'inherit'],
  },
);

const schema = buildSchema(readFileSync(join(docs, '../schema/schema.graphql'), 'utf8'));

/** Example operations in the order of their files' names. */
const examples = readdirSync(join(docs, 'operations'))
  .filter((file) => file.endsWith('.graphql'))
  .sort()
  .map((file) => {
    const text = readFileSync(join(docs, 'operations', file), 'utf8');
    return { anchor: file.replace(/\.graphql$/, ''), text, uses: namesIn(schema, text) };
  });

writeFileSync(
  join(docs, 'examples.md'),
  `# Example operations\n\nEach is validated against the schema and run by the tests, which count its upstream calls. All of them are tabs in the service's explorer.\n\n${examples.map(exampleSection).join('\n')}`,
);

for (const entry of readdirSync(reference, { recursive: true, withFileTypes: true })) {
  if (!entry.isFile() || entry.name === 'reference.md' || !entry.name.endsWith('.md')) continue;
  const file = join(entry.parentPath ?? entry.path, entry.name);
  writeFileSync(file, referencePage(readFileSync(file, 'utf8'), examples));
}
