/**
 * Writes the pages that are generated: the schema reference (by graphql-markdown, from `schema/schema.graphql`) and the
 * example operations (from `docs/operations`). Run by `npm run build` and `npm run dev`, before VitePress.
 */
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildSchema, getNamedType, parse, TypeInfo, visit, visitWithTypeInfo } from 'graphql';

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
    return { anchor: file.replace(/\.graphql$/, ''), text, uses: namesIn(text) };
  });

/** Names of the types and root fields that an operation selects. */
function namesIn(text) {
  const names = new Set();
  const types = new TypeInfo(schema);
  visit(
    parse(text),
    visitWithTypeInfo(types, {
      Field(node) {
        const parent = types.getParentType();
        if (parent === schema.getQueryType() || parent === schema.getMutationType())
          names.add(node.name.value);
        const type = types.getType();
        if (type) names.add(getNamedType(type).name);
      },
    }),
  );
  return names;
}

/** `# Comment` lines at the head of an operation, as a paragraph; and the operation itself. */
function split(text) {
  const lines = text.split('\n');
  const end = lines.findIndex((line) => !line.startsWith('#'));
  return {
    prose: lines
      .slice(0, end)
      .map((line) => line.replace(/^# ?/, ''))
      .join('\n'),
    operation: lines.slice(end).join('\n').trim(),
  };
}

const examplesPage = examples.map(({ anchor, text }) => {
  const { prose, operation } = split(text);
  return `## ${anchor} {#${anchor}}\n\n${prose}\n\n\`\`\`graphql\n${operation}\n\`\`\`\n`;
});
writeFileSync(
  join(docs, 'examples.md'),
  `# Example operations\n\nEach is validated against the schema and run by the tests, which count its upstream calls. All of them are tabs in the service's explorer.\n\n${examplesPage.join('\n')}`,
);

/** Headings as VitePress wants them: the page's name as its title, plain anchors, a field's name without its type's. */
function finish(file) {
  const text = readFileSync(file, 'utf8');
  const name = /^title: (\w+)$/m.exec(text)?.[1] ?? '';
  const body = text
    .replaceAll(/^#(#+ )/gm, '$1')
    .replace(/^---\n[\s\S]*?\n---\n/, (head) => `${head}\n# ${name}\n`)
    .replaceAll(/\\\{#([\w-]+)\\\}/g, '{#$1}')
    .replaceAll(/<code class="gqlmd-mdx-entity-parent">\w+<\/code>\./g, '')
    .replaceAll(/<span class="gqlmd-mdx-bullet">[^<]*<\/span>/g, ' ')
    .replaceAll(/ ?<mark class="gqlmd-mdx-badge">[^<]*<\/mark>/g, '');
  const using = examples.filter(({ uses }) => uses.has(name));
  const links = using.map(({ anchor }) => `- [${anchor}](/examples#${anchor})`);
  writeFileSync(file, using.length === 0 ? body : `${body}\n\n## Examples\n\n${links.join('\n')}\n`);
}

for (const entry of readdirSync(reference, { recursive: true, withFileTypes: true }))
  if (entry.isFile() && entry.name !== 'reference.md' && entry.name.endsWith('.md'))
    finish(join(entry.parentPath ?? entry.path, entry.name));
