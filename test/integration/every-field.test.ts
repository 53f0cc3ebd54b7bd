import { readFileSync } from 'node:fs';
import {
  buildSchema,
  type DocumentNode,
  isObjectType,
  Kind,
  parse,
  TypeInfo,
  validate,
  visit,
  visitWithTypeInfo,
} from 'graphql';
import { afterAll, beforeAll, expect, it } from 'vitest';
import * as generated from '../generated/graphql.js';
import { dataOf, defined, type Service, startService } from '../support/service.js';

let service: Service;
beforeAll(async () => {
  service = await startService();
});
afterAll(() => service.close());

const schema = buildSchema(readFileSync(new URL('../../schema/schema.graphql', import.meta.url), 'utf8'));

/** Fields that no example operation selects. */
const SEARCH_REST = `{
  searchImages(phrase: "kitties", filter: { family: CREATIVE }, first: 2) {
    edges { cursor node { id } } pageInfo { hasPreviousPage startCursor }
    facets { artists { id count } }
    nodes { largestDownloads { uri productOffering { productId type typeName agreementName status expiresAt } } }
  }
}`;
const VIDEO_REST = `{
  searchVideos(phrase: "sea", first: 2) {
    correctedPhrase relatedSearches facets { artists { name } }
    edges { cursor node { id } }
  }
}`;
const HISTORY_REST = `{
  downloadHistory(first: 2) {
    edges { cursor node { id } } pageInfo { hasPreviousPage startCursor }
    nodes { video { id assetId title caption ownership { status } } }
  }
}`;
const LEDGER_REST = `{
  downloadAttempt(idempotencyKey: "never-used") {
    image { id } video { id } productOffering { id }
    error { ... on SpendingLimitError { limit used resetsAt field upstream { code } } }
  }
  downloadAttempts(first: 2) { edges { cursor node { id } } pageInfo { hasPreviousPage startCursor } }
  spendReport(groupBy: [PRODUCT_TYPE, VIA, STATE]) { rows { productType via state } }
}`;
const NODES_REST = `{
  nodes(ids: ["gid://getty/Image/83454804", "gid://getty/Video/690773579", "gid://getty/ProductOffering/11001"]) {
    ... on Node { id }
  }
  images(ids: ["83454804"]) { previousDownloads { id } }
}`;

const isDocument = (value: unknown): value is DocumentNode =>
  typeof value === 'object' && value !== null && 'kind' in value && value.kind === Kind.DOCUMENT;

const supplements = [SEARCH_REST, VIDEO_REST, HISTORY_REST, LEDGER_REST, NODES_REST];
const documents: readonly DocumentNode[] = [
  ...Object.values(generated)
    .filter(isDocument)
    .filter(({ definitions }) => definitions.some(({ kind }) => kind === Kind.OPERATION_DEFINITION)),
  ...supplements.map((text) => parse(text)),
];

it('every field of the schema is selected by an example operation or by this test', async () => {
  const selected = new Set<string>();
  for (const document of documents) {
    expect(validate(schema, document)).toEqual([]);
    const types = new TypeInfo(schema);
    visit(
      document,
      visitWithTypeInfo(types, {
        enter: (node) => {
          if (node.kind !== Kind.FIELD) return;
          const { name } = node;
          const parent = types.getParentType();
          selected.add(`${parent?.name}.${name.value}`);
          // A field of an interface is a field of everything that implements it.
          if (parent && 'getInterfaces' in parent && !isObjectType(parent))
            for (const type of schema.getPossibleTypes(parent)) selected.add(`${type.name}.${name.value}`);
        },
      }),
    );
  }
  const all = Object.values(schema.getTypeMap())
    .filter(isObjectType)
    .filter(({ name }) => !name.startsWith('__'))
    .flatMap((type) => Object.keys(type.getFields()).map((field) => `${type.name}.${field}`));
  expect(all.filter((field) => !selected.has(field))).toEqual([]);
});

it('the fields that no example operation selects have values', async () => {
  const { searchImages } = dataOf(
    await service.query<{ searchImages: { nodes: object[]; edges: object[] } }>(SEARCH_REST),
  );
  expect(searchImages.edges).toHaveLength(2);
  expect(searchImages.nodes[0]).toMatchObject({
    largestDownloads: expect.arrayContaining([
      {
        uri: expect.stringMatching(/^http/),
        productOffering: {
          productId: expect.any(String),
          type: expect.any(String),
          typeName: expect.any(String),
          agreementName: expect.any(String),
          status: 'ACTIVE',
          expiresAt: expect.any(String),
        },
      },
    ]),
  });
  const { downloadHistory } = dataOf(
    await service.query<{ downloadHistory: { edges: { cursor: string }[]; pageInfo: object } }>(HISTORY_REST),
  );
  expect(downloadHistory.pageInfo).toEqual({
    hasPreviousPage: false,
    startCursor: defined(downloadHistory.edges[0]).cursor,
  });
  expect(dataOf(await service.query(NODES_REST))).toMatchObject({
    nodes: [
      { id: 'gid://getty/Image/83454804' },
      { id: 'gid://getty/Video/690773579' },
      { id: 'gid://getty/ProductOffering/11001' },
    ],
  });
});
