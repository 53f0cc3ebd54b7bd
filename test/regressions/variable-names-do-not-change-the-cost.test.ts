import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { errorOf, type Service, startService } from '../support/service.js';

let service: Service;
beforeAll(async () => {
  service = await startService();
});
afterAll(() => service.close());

const ids = (count: number, prefix = ''): string =>
  `[${Array.from({ length: count }, (_, index) => `"${prefix}${index + 1}"`).join(', ')}]`;

/** A default of `$toString` was read as `Object.prototype.toString`, one value, and priced 31. */
describe.each(['ids', 'toString', 'valueOf', 'constructor', 'hasOwnProperty'])(
  'a variable called $%s',
  (name) => {
    it('the cost of a variable called $%s is that of its default list', async () => {
      service.forget();
      const response = await service.query(
        `query($${name}: [ID!]! = ${ids(100)}) { images(ids: $${name}) { previousDownloads { assetId } } }`,
      );
      expect(errorOf(response).extensions.code).toBe('QUERY_TOO_EXPENSIVE');
      expect(service.calls()).toEqual([]);
    });

    it('the variable’s ids take as many calls as estimated', async () => {
      service.forget();
      const response = await service.query(
        `query($${name}: [ID!]! = ${ids(30, 'gid://getty/DownloadRecord/')}) { nodes(ids: $${name}) { id } }`,
      );
      expect(response.extensions['cost']).toMatchObject({ cost: 330 });
      expect(service.calls().length).toBeLessThanOrEqual(30);
    });

    it('the variable has the same value interpreted and compiled', async () => {
      const query = `query($${name}: ID! = "83454804", $other: Boolean = true) { ${name}: image(id: $${name}) { ${name}: id @include(if: $other) } }`;
      const responses = [];
      for (let turn = 0; turn < 40; turn += 1) responses.push((await service.query(query)).data);
      expect(responses[0]).toEqual({ [name]: { [name]: 'gid://getty/Image/83454804' } });
      for (const response of responses) expect(response).toEqual(responses[0]);
    });
  },
);

it.each([
  ['a variable', 'query($__proto__: ID! = "83454804") { image(id: $__proto__) { id } }'],
  ['an alias', '{ __proto__: image(id: "83454804") { id } }'],
  ['a fragment', '{ image(id: "83454804") { ...__proto__ } } fragment __proto__ on Image { id }'],
])('%s called __proto__ is refused', async (_what, query) => {
  const error = errorOf(await service.query(query));
  expect([error.extensions.code, error.message]).toEqual([
    'GRAPHQL_VALIDATION_FAILED',
    'The name "__proto__" is reserved; call it something else.',
  ]);
});
