/** The pure parts of `build-reference.mjs`: pages of the generated reference, as text. */
import { getNamedType, parse, TypeInfo, visit, visitWithTypeInfo } from 'graphql';

/**
 * Names of the types and root fields that an operation selects.
 * @param {import('graphql').GraphQLSchema} schema @param {string} text @returns {Set<string>}
 */
export function namesIn(schema, text) {
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

/**
 * An example as a section: the `# comment` lines at its head as a paragraph, then the operation.
 * @param {{ anchor: string, text: string }} example @returns {string}
 */
export function exampleSection({ anchor, text }) {
  const lines = text.split('\n');
  const end = lines.findIndex((line) => !line.startsWith('#'));
  const prose = lines.slice(0, end).map((line) => line.replace(/^# ?/, ''));
  const operation = lines.slice(end).join('\n').trim();
  return `## ${anchor} {#${anchor}}\n\n${prose.join('\n')}\n\n\`\`\`graphql\n${operation}\n\`\`\`\n`;
}

/**
 * A page of graphql-markdown as VitePress wants it: the page's name as its title, plain anchors, a field's name without
 * its type's; and the examples that use the type or field.
 * @param {string} text @param {readonly { anchor: string, uses: Set<string> }[]} examples @returns {string}
 */
export function referencePage(text, examples) {
  const name = /^title: (\w+)$/m.exec(text)?.[1] ?? '';
  const body = text
    .replaceAll(/^#(#+ )/gm, '$1')
    .replace(/^---\n[\s\S]*?\n---\n/, (head) => `${head}\n# ${name}\n`)
    .replaceAll(/\\\{#([\w-]+)\\\}/g, '{#$1}')
    .replaceAll(/<code class="gqlmd-mdx-entity-parent">\w+<\/code>\./g, '')
    .replaceAll(/<span class="gqlmd-mdx-bullet">[^<]*<\/span>/g, ' ')
    .replaceAll(/ ?<mark class="gqlmd-mdx-badge">[^<]*<\/mark>/g, '');
  const links = examples
    .filter(({ uses }) => uses.has(name))
    .map(({ anchor }) => `- [${anchor}](/examples#${anchor})`);
  return links.length === 0 ? body : `${body}\n\n## Examples\n\n${links.join('\n')}\n`;
}
