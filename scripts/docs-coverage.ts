import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type FilterTable, IMAGE_FILTERS, VIDEO_FILTERS } from '../src/catalog/search/filters.js';
import type { FieldSpec } from '../src/getty/v3/fields.js';
import { IMAGE_FIELDS } from '../src/getty/v3/image-fields.js';
import { VIDEO_FIELDS } from '../src/getty/v3/video-fields.js';
import {
  type Documented,
  IMAGE_FIELDS_DOCUMENTED,
  IMAGE_PARAMETERS_DOCUMENTED,
  type OperationUse,
  V1_OPERATIONS,
  V2_OPERATIONS,
  V3_OPERATIONS,
  VIDEO_FIELDS_DOCUMENTED,
  VIDEO_PARAMETERS_DOCUMENTED,
} from './getty-documented.js';

/** Where the page is kept, from the project's folder. */
export const COVERAGE_PAGE = 'docs/getty-coverage.md';

/** Properties that have no field of their own, and what they are read for. */
const NOT_IN_SCHEMA: ReadonlyMap<string, string> = new Map([
  ['downloadProduct', 'choosing the product of a download'],
  ['productTypes', 'choosing the product of a download'],
]);

/** Names for `fields=` with the fields of the schema that ask for them. */
export function usedFields(
  type: 'Image' | 'Video',
  table: Readonly<Record<string, FieldSpec>>,
): ReadonlyMap<string, string> {
  const used = new Map<string, string>([['id', `\`${type}.assetId\``]]);
  for (const [property, { fields }] of Object.entries(table))
    for (const field of fields) used.set(field, NOT_IN_SCHEMA.get(property) ?? `\`${type}.${property}\``);
  return used;
}

/** Parameters of every search, with the arguments and fields that send them. */
const COMMON_PARAMETERS: readonly (readonly [string, string])[] = [
  ['phrase', '`phrase`'],
  ['sort_order', '`sort`; `oldest` of the editorial search is left out, because the creative one has none'],
  ['page', '`first`, `after`, `last`, `before`'],
  ['page_size', '`first`, `last`'],
  ['fields', 'what is selected'],
  ['include_facets', '`facets`'],
  ['facet_fields', 'what is selected of `facets`'],
  ['facet_max_count', '`facets`: always 50'],
  ['include_related_searches', '`relatedSearches`'],
];

/** Query parameters with the arguments that send them. */
export function usedParameters(filter: string, table: FilterTable): ReadonlyMap<string, string> {
  const used = new Map(COMMON_PARAMETERS);
  for (const [name, { parameter, only }] of table)
    used.set(parameter, `\`${filter}.${name}\`${only === undefined ? '' : ` (${only.toLowerCase()} only)`}`);
  return used;
}

/** Everything that is wrong between what is documented and what the code uses; empty: all of it has its place. */
export function coverageProblems(documented: Documented, used: ReadonlyMap<string, string>): string[] {
  const names = new Set(documented.map(([name]) => name));
  return [
    ...documented.flatMap(([name, reason]) =>
      (reason === null) === used.has(name)
        ? []
        : [`${name}: ${reason === null ? 'not used, without a reason' : 'used, and has a reason why not'}`],
    ),
    ...[...used.keys()].filter((name) => !names.has(name)).map((name) => `${name}: used, and not documented`),
  ];
}

/** The five lists that the page compares. */
export const COVERED: readonly {
  readonly title: string;
  readonly documented: Documented;
  readonly used: ReadonlyMap<string, string>;
}[] = [
  { title: 'Fields of images', documented: IMAGE_FIELDS_DOCUMENTED, used: usedFields('Image', IMAGE_FIELDS) },
  { title: 'Fields of videos', documented: VIDEO_FIELDS_DOCUMENTED, used: usedFields('Video', VIDEO_FIELDS) },
  {
    title: 'Parameters of searches for images',
    documented: IMAGE_PARAMETERS_DOCUMENTED,
    used: usedParameters('ImageSearchFilter', IMAGE_FILTERS),
  },
  {
    title: 'Parameters of searches for videos',
    documented: VIDEO_PARAMETERS_DOCUMENTED,
    used: usedParameters('VideoSearchFilter', VIDEO_FILTERS),
  },
];

const table = (head: string, rows: readonly (readonly [string, string, string])[]): string =>
  [
    `| ${head} | in the schema | why not |`,
    '| --- | --- | --- |',
    ...rows.map((row) => `| ${row.join(' | ')} |`),
  ].join('\n');

const section = ({ title, documented, used }: (typeof COVERED)[number]): string => {
  const count = documented.filter(([name]) => used.has(name)).length;
  const rows = documented.map(([name, reason]): [string, string, string] => [
    `\`${name}\``,
    used.get(name) ?? '–',
    reason ?? '',
  ]);
  return `## ${title}\n\n${count} of ${documented.length}.\n\n${table('name', rows)}`;
};

const operations = (title: string, all: readonly (readonly [name: string, use: OperationUse])[]): string => {
  const count = all.filter(([, use]) => 'usedBy' in use).length;
  const rows = all.map(([name, use]): [string, string, string] =>
    'usedBy' in use ? [`\`${name}\``, use.usedBy, ''] : [`\`${name}\``, '–', use.reason],
  );
  return `## ${title}\n\n${count} of ${all.length}.\n\n${table('operation', rows)}`;
};

/** The whole page. */
export const coveragePage =
  (): string => `<!-- Made by \`npm run docs:coverage\` from the tables of fields and filters and scripts/getty-documented.ts. Change those, not this page. -->

# What of Getty Images' APIs is covered

Every documented field, search parameter and operation, with its place in the schema or the reason why it has none. The
documents are Getty Images' specifications of v3 of December 2024 and September 2026, and its pages about v2 and v1. A
test compares this page with the code.

${COVERED.map(section).join('\n\n')}

${operations('Operations of v3', V3_OPERATIONS)}

${operations('Operations of v2', V2_OPERATIONS)}

${operations('Operations of v1', V1_OPERATIONS)}
`;

/** Writes the page; with `--check` only reports whether it is up to date. */
const main = (): void => {
  const file = join(process.cwd(), COVERAGE_PAGE);
  const page = coveragePage();
  if (!process.argv.includes('--check')) writeFileSync(file, page);
  else if (readFileSync(file, 'utf8') !== page) {
    process.stderr.write(`${COVERAGE_PAGE} is out of date; run npm run docs:coverage.\n`);
    process.exitCode = 1;
  }
};

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) main();
