import { readFileSync } from 'node:fs';
import { buildSchema } from 'graphql';
import { describe, expect, it } from 'vitest';
import { exampleSection, namesIn, referencePage } from '../../docs/reference-pages.mjs';

const read = (file: string): string => readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8');
const schema = buildSchema(read('schema/schema.graphql'));

describe('the schema reference of the docs site', () => {
  it('finds the root fields and types that an example operation uses', () => {
    const names = namesIn(schema, read('docs/operations/download-image.graphql'));
    expect([...names]).toEqual(expect.arrayContaining(['downloadImage', 'ImageDownload', 'DownloadError']));
    expect(names).not.toContain('searchImages');
  });

  it('makes a section of an example: its comments as prose, then its operation', () => {
    const text = '# One image.\n# Spends nothing.\nquery A {\n  viewer { name }\n}\n';
    expect(exampleSection({ anchor: 'a', text })).toBe(
      '## a {#a}\n\nOne image.\nSpends nothing.\n\n```graphql\nquery A {\n  viewer { name }\n}\n```\n',
    );
  });

  it('gives a generated page its title, plain anchors, and the examples that use it', () => {
    const page = [
      '---',
      'title: Viewer',
      '---',
      '### Fields',
      '#### <code class="gqlmd-mdx-entity-parent">Viewer</code>.name<span class="gqlmd-mdx-bullet">●</span> \\{#name\\} <mark class="gqlmd-mdx-badge">scalar</mark>',
    ].join('\n');
    const examples = [
      { anchor: 'viewer', uses: new Set(['Viewer']) },
      { anchor: 'search-images', uses: new Set(['Image']) },
    ];
    expect(referencePage(page, examples)).toBe(
      '---\ntitle: Viewer\n---\n\n# Viewer\n## Fields\n### name  {#name}\n\n## Examples\n\n- [viewer](/examples#viewer)\n',
    );
  });

  it('leaves a page alone that no example uses', () => {
    expect(referencePage('---\ntitle: Query\n---\ntext', [])).not.toContain('Examples');
  });
});
