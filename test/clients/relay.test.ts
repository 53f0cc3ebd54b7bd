import { randomUUID } from 'node:crypto';
import {
  commitMutation,
  createOperationDescriptor,
  type Environment,
  fetchQuery,
  getPaginationMetadata,
  getPaginationVariables,
  getSingularSelector,
  type Variables,
} from 'relay-runtime';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createRelayEnvironment, errorCode } from '../../docs/clients/web/relay-environment.js';
import type { ErrorCode } from './generated/graphql.js';
import { type Compiled, compileRelay, jsonIn } from './relay/compile.js';
import { charges, holdDownload, listUnknownProduct, phraseWithUnknownWords } from './support/examples.js';
import { recordedFetch, type Service, startService } from './support/service.js';

let service: Service;
let compiled: Compiled;
let environment: Environment;
beforeAll(async () => {
  const settings = await jsonIn('docs/clients/web.md', 'artifactDirectory');
  compiled = await compileRelay({ ...settings, language: 'javascript' });
  service = await startService();
});
beforeEach(() => {
  environment = createRelayEnvironment({ url: service.endpoint, headers: service.as('plenty') });
});
afterEach(() => service.simulator.clearFaults());
afterAll(async () => {
  await service.close();
  await compiled.remove();
});

/** A connection as a component sees it. */
interface Page {
  readonly edges: readonly { readonly node: { readonly __id: string } }[];
  readonly pageInfo: { readonly endCursor: string | null; readonly hasNextPage: boolean };
  readonly totalCount: number;
}

const run = <Data>(name: string, variables: Variables, of = compiled, on = environment): Promise<Data> =>
  fetchQuery(on, of.request(name), variables).toPromise() as Promise<Data>;

/** Shows a list, and lets one read it or load more of it, as `usePaginationFragment` does. */
async function list(query: string, fragmentName: string, field: string, variables: Variables) {
  const fragment = compiled.fragment(fragmentName);
  const operation = createOperationDescriptor(compiled.request(query), variables);
  environment.retain(operation);
  await run(query, variables);
  const selector = () => {
    const owner = environment.lookup(operation.fragment).data;
    const found = getSingularSelector(fragment, owner);
    if (!found) throw new Error('The query does not spread the fragment');
    return found;
  };
  return {
    read: () => (environment.lookup(selector()).data as unknown as Record<string, Page>)[field],
    async loadNext(count: number) {
      const { paginationMetadata, paginationRequest } = getPaginationMetadata(
        fragment,
        'usePaginationFragment()',
      );
      const next = getPaginationVariables(
        'forward',
        count,
        this.read()?.pageInfo.endCursor,
        selector().variables,
        {},
        paginationMetadata,
      );
      await run(paginationRequest.params.name, next);
    },
  };
}

const failure = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => undefined,
    (error: unknown) => error,
  );

describe('Relay’s compiler', () => {
  it('accepts pagination and refetchable fragments for both connections, as the settings of the guide have it', async () => {
    const settings = await jsonIn('docs/clients/web.md', 'artifactDirectory');
    await expect(compileRelay(settings).then(({ remove }) => remove())).resolves.toBeUndefined();
    for (const name of ['operations_results', 'operations_history']) {
      expect(compiled.fragment(name).metadata).toMatchObject({
        connection: [{ direction: 'forward' }],
        refetch: { connection: { forward: { cursor: 'cursor' } } },
      });
    }
    for (const name of ['operations_image', 'operations_record']) {
      expect(compiled.fragment(name).metadata).toMatchObject({ refetch: { fragmentPathInResult: ['node'] } });
    }
  });
});

describe('Relay', () => {
  it('joins the pages of a search', async () => {
    const found = await list('operationsSearchPageQuery', 'operations_results', 'searchImages', {
      phrase: 'cat',
      count: 5,
    });
    expect(found.read()?.edges).toHaveLength(5);
    await found.loadNext(5);
    expect(new Set(found.read()?.edges.map(({ node }) => node.__id)).size).toBe(10);
  });

  it('joins the pages of the history, and knows where it ends', async () => {
    const past = await list('operationsHistoryPageQuery', 'operations_history', 'downloadHistory', {
      count: 30,
    });
    expect(past.read()?.pageInfo.hasNextPage).toBe(true);
    await past.loadNext(30);
    const all = past.read();
    expect(all?.pageInfo.hasNextPage).toBe(false);
    expect(new Set(all?.edges.map(({ node }) => node.__id)).size).toBe(all?.totalCount);
  });

  it('fetches one image and one download again by their ids', async () => {
    const found = await list('operationsSearchPageQuery', 'operations_results', 'searchImages', {
      phrase: 'cat',
    });
    const past = await list('operationsHistoryPageQuery', 'operations_history', 'downloadHistory', {});
    const image = found.read()?.edges[0]?.node.__id;
    const record = past.read()?.edges[0]?.node.__id;
    expect(await run('operationsImageRefetchQuery', { id: image })).toMatchObject({ node: { __id: image } });
    expect(await run('operationsRecordRefetchQuery', { id: record })).toMatchObject({
      node: { __id: record },
    });
  });

  it('reads words of Getty Images that the schema does not have', async () => {
    listUnknownProduct(service.simulator);
    expect(await run('operationsAllowancesQuery', {})).toMatchObject({
      productOfferings: [{ type: 'UNKNOWN', typeName: 'galaxyaccess' }],
    });
    await run('operationsSearchPageQuery', { phrase: phraseWithUnknownWords, count: 100 });
    const records = Object.values(environment.getStore().getSource().toJSON());
    expect(records).toContainEqual(
      expect.objectContaining({ model: 'UNKNOWN', modelName: 'rightsborrowed' }),
    );
  });

  it('tells codes apart', async () => {
    const cursor = run('operationsHistoryPaginationQuery', { cursor: 'nonsense' });
    expect(errorCode<ErrorCode>(await failure(cursor))).toBe('INVALID_CURSOR');
    for (const authorization of ['Bearer of-nobody', 'nonsense']) {
      const stranger = createRelayEnvironment({ url: service.endpoint, headers: { authorization } });
      const asked = run('operationsAllowancesQuery', {}, compiled, stranger);
      expect(errorCode<ErrorCode>(await failure(asked))).toBe('UNAUTHENTICATED');
    }
  });

  it('is charged once when a component goes away and comes back with the same key', async () => {
    const imageId = service.freshImage();
    const mutation = compiled.request('operationsDownloadMutation');
    const variables = { input: { imageId, idempotencyKey: randomUUID() } };
    const sent = holdDownload(service.simulator);
    const first = commitMutation(environment, { mutation, variables });
    await sent;
    first.dispose();

    const response = await new Promise((resolve, reject) => {
      commitMutation(environment, { mutation, variables, onCompleted: resolve, onError: reject });
    });
    expect(response).toMatchObject({ downloadImage: { userErrors: [], download: { isReplay: true } } });
    expect(charges(service.simulator, imageId)).toBe(1);
  });
});

describe('Relay with persisted operations', () => {
  it('sends ids alone to a service that was given the compiler’s manifest', async () => {
    const settings = await jsonIn('docs/clients/web.md', 'persistConfig');
    const persisted = await compileRelay({ ...settings, language: 'javascript' });
    const strict = await startService({ env: { PERSISTED_OPERATIONS: persisted.manifest } });
    const { exchanges, ...recorded } = recordedFetch();
    const on = createRelayEnvironment({ url: strict.endpoint, headers: strict.as('plenty'), ...recorded });
    await run('operationsSearchPageQuery', { phrase: 'cat' }, persisted, on);
    expect(exchanges[0]).toMatchObject({
      status: 200,
      body: { id: expect.stringMatching(/^[0-9a-f]{64}$/) },
    });
    expect(exchanges[0]?.body).not.toHaveProperty('query');
    const refused = await fetch(strict.endpoint, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: '{ viewer { name } }' }),
    });
    const { errors } = (await refused.json()) as { errors: { extensions: { code: ErrorCode } }[] };
    await strict.close();
    await persisted.remove();
    expect(errors[0]?.extensions.code).toBe('PERSISTED_QUERY_NOT_ALLOWED');
  });
});
