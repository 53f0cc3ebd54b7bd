import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Service, startService } from '../support/service.js';

let service: Service;
beforeAll(async () => {
  service = await startService();
});
afterAll(() => service.close());

const times = (count: number, text: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => text(index)).join(' ');

/** Each fragment spreads the next one twice, on different ways. */
const tree = (levels: number): string =>
  `{ image(id: 1) { ...F0 } } ${times(levels, (i) => `fragment F${i} on Image { ${i + 1 < levels ? `...F${i + 1} ... on Node { ...F${i + 1} }` : 'id'} }`)}`;
/** Each fragment spreads all later ones. */
const clique = (count: number): string =>
  `{ image(id: 1) { ...F0 } } ${times(count, (i) => `fragment F${i} on Image { id ${times(count - 1 - i, (j) => `...F${i + 1 + j}`)} }`)}`;

/** Twenty levels blocked the event loop for 0.9 s, each further one twice as long; forty of a clique ended the process. */
describe('documents with nested fragments', () => {
  it.each([
    ['20 levels of two spreads each', tree(20)],
    ['200 levels of two spreads each', tree(200)],
    ['40 fragments that each spread all later ones', clique(40)],
    [
      '1,000 fragments beside each other',
      `{ image(id: 1) { ${times(1_000, (i) => `...F${i}`)} } } ${times(1_000, (i) => `fragment F${i} on Image { id }`)}`,
    ],
    ['one field 3,000 times', `{ image(id: 1) { ${times(3_000, () => 'title')} } }`],
    [
      '2,000 levels of inline fragments',
      `{ image(id: 1) { ${times(2_000, () => '... {')} id ${times(2_000, () => '}')} } }`,
    ],
    ['a list nested 4,000 deep', `{ images(ids: ${'['.repeat(4_000)} 1 ${']'.repeat(4_000)}) { id } }`],
  ])('%s are refused before validation', async (_what, query) => {
    service.forget();
    const answer = await service.query(query);
    expect(answer.errors.map(({ extensions }) => extensions.code)).toEqual(['GRAPHQL_VALIDATION_FAILED']);
    expect(answer.errors[0]?.message).toMatch(/^The document (?:has|is nested|selects) /);
    expect(service.calls()).toEqual([]);
  });

  it('a document below the bound runs', async () => {
    const answer = await service.query(clique(8));
    expect(answer.errors).toEqual([]);
  });

  it('a document over the bound is refused with an operation name, too, and by GET', async () => {
    const response = await fetch(
      `${service.url}?operationName=A&query=${encodeURIComponent(`query A ${tree(20)}`)}`,
      { headers: { accept: 'application/graphql-response+json', 'apollo-require-preflight': '1' } },
    );
    expect([response.status, await response.json()]).toMatchObject([
      400,
      { errors: [{ extensions: { code: 'GRAPHQL_VALIDATION_FAILED', requestId: expect.any(String) } }] },
    ]);
  });

  it('each full hundred of selections costs one more', async () => {
    const cost = async (query: string) => (await service.query(query)).extensions['cost'];
    expect(await cost('{ image(id: 1) { title } }')).toMatchObject({ cost: 11 });
    expect(await cost(`{ image(id: 1) { ${times(249, () => 'title')} } }`)).toMatchObject({ cost: 13 });
  });
});
