import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isInputObjectType, isObjectType } from 'graphql';
import { describe, expect, it } from 'vitest';
import { buildGraphSchema } from '../../../schema/build.js';
import { COVERAGE_PAGE, COVERED, coveragePage, coverageProblems } from '../../../scripts/docs-coverage.js';
import { V1_OPERATIONS, V2_OPERATIONS, V3_OPERATIONS } from '../../../scripts/getty-documented.js';
import {
  CREATIVE_SEARCH_FIELDS,
  EDITORIAL_SEARCH_FIELDS,
  IMAGE_DETAIL_FIELDS,
} from '../../../simulator/src/v3/fields-of-images.js';
import {
  CREATIVE_VIDEO_FIELDS,
  EDITORIAL_VIDEO_FIELDS,
  VIDEO_DETAIL_FIELDS,
} from '../../../simulator/src/v3/fields-of-videos.js';
import { CREATIVE, EDITORIAL } from '../../../simulator/src/v3/search-parameters.js';
import { ROOT, sourcesBelow } from '../../architecture/sources.js';

const schema = buildGraphSchema();

describe('docs/getty-coverage.md', () => {
  it('is what the tables say; npm run docs:coverage writes it', () => {
    expect(readFileSync(join(ROOT, COVERAGE_PAGE), 'utf8')).toBe(coveragePage());
  });

  it.each(COVERED)(
    'has a place or a reason for each of the $title, and never both',
    ({ documented, used }) => {
      expect(coverageProblems(documented, used)).toEqual([]);
      expect(new Set(documented.map(([name]) => name)).size).toBe(documented.length);
    },
  );

  it.each(COVERED)('names fields and arguments for $title that the schema has', ({ used }) => {
    const coordinates = [...used.values()].flatMap((text) =>
      [...text.matchAll(/`(\w+)\.(\w+)`/g)].map(([, type = '', field = '']) => [type, field] as const),
    );
    expect(coordinates.length).toBeGreaterThan(0);
    const unknown = coordinates.filter(([name, field]) => {
      const type = schema.getType(name);
      return !(isObjectType(type) || isInputObjectType(type)) || !Object.hasOwn(type.getFields(), field);
    });
    expect(unknown).toEqual([]);
  });

  it.each([
    ['Fields of images', [...IMAGE_DETAIL_FIELDS, ...CREATIVE_SEARCH_FIELDS, ...EDITORIAL_SEARCH_FIELDS]],
    ['Fields of videos', [...VIDEO_DETAIL_FIELDS, ...CREATIVE_VIDEO_FIELDS, ...EDITORIAL_VIDEO_FIELDS]],
    ['Parameters of searches for images', [...Object.keys(CREATIVE), ...Object.keys(EDITORIAL)]],
  ])('lists all %s that the simulator knows, and no others', (title, names) => {
    const documented = COVERED.find((list) => list.title === title)?.documented.map(([name]) => name) ?? [];
    expect([...documented].sort()).toEqual([...new Set(names)].sort());
  });

  it('lists every operation that the clients call as used', () => {
    const used = new Set(
      [...V3_OPERATIONS, ...V2_OPERATIONS, ...V1_OPERATIONS]
        .filter(([, use]) => 'usedBy' in use)
        .map(([name]) => name),
    );
    const text = sourcesBelow('src/getty')
      .map((source) => source.text)
      .join('\n');
    const called = [...text.matchAll(/operation(?::| =) '((?:GET|POST) \/v3\/[^']+)'/g)].map(
      ([, name = '']) => name,
    );
    expect(called.length).toBeGreaterThan(4);
    expect(called.filter((name) => !used.has(name))).toEqual([]);
    const paths = [...text.matchAll(/'(\/v3\/search\/[^']+)'/g)].map(([, path]) => `GET ${path}`);
    expect(paths).toHaveLength(5);
    expect(paths.filter((name) => !used.has(name))).toEqual([]);
    // Each use of v1 and v2 can be found in the clients, too.
    for (const [name, use] of V1_OPERATIONS)
      expect([name, text.includes(`'${name}'`)]).toEqual([name, 'usedBy' in use]);
  });
});
