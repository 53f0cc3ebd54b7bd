import { randomUUID } from 'node:crypto';
import { ClientError, GraphQLClient } from 'graphql-request';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import {
  DownloadHistoryDocument,
  DownloadImageDocument,
  type ErrorCode,
  ImageDetailDocument,
  ProductOfferingsDocument,
  SearchImagesDocument,
} from '../generated/graphql.js';
import { charges, holdDownload, listUnknownProduct, phraseWithUnknownWords } from './support/examples.js';
import { type Service, startService } from './support/service.js';

let service: Service;
let client: GraphQLClient;
beforeAll(async () => {
  service = await startService();
  client = new GraphQLClient(service.endpoint, { headers: service.as('plenty') });
});
afterEach(() => service.simulator.clearFaults());
afterAll(() => service.close());

/** What a program looks at; the message is for people. */
function codeOf(error: unknown): ErrorCode | undefined {
  const code = error instanceof ClientError ? error.response.errors?.[0]?.extensions['code'] : undefined;
  return code as ErrorCode | undefined;
}

const failure = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => undefined,
    (error: unknown) => error,
  );

describe('graphql-request with generated documents', () => {
  it('pages through a search', async () => {
    const first = await client.request(SearchImagesDocument, { phrase: 'cat', first: 5 });
    const { nodes = [], pageInfo } = first.searchImages ?? {};
    const second = await client.request(SearchImagesDocument, {
      phrase: 'cat',
      first: 5,
      after: pageInfo?.endCursor,
    });
    const ids = [...nodes, ...(second.searchImages?.nodes ?? [])].map(({ id }) => id);
    expect(new Set(ids).size).toBe(10);
  });

  it('reads words of Getty Images that the schema does not have', async () => {
    listUnknownProduct(service.simulator);
    const { productOfferings } = await client.request(ProductOfferingsDocument, {});
    expect(productOfferings).toMatchObject([{ type: 'UNKNOWN', typeName: 'galaxyaccess' }]);

    const { searchImages } = (await client.request(
      `query ($phrase: String!) { searchImages(phrase: $phrase, first: 100) { nodes { license { model modelName } } } }`,
      { phrase: phraseWithUnknownWords },
    )) as { searchImages: { nodes: { license: unknown }[] } };
    expect(searchImages.nodes).toContainEqual({ license: { model: 'UNKNOWN', modelName: 'rightsborrowed' } });
  });

  it('tells codes apart', async () => {
    const badCursor = await failure(client.request(DownloadHistoryDocument, { after: 'nonsense' }));
    expect(codeOf(badCursor)).toBe('INVALID_CURSOR');

    const stranger = new GraphQLClient(service.endpoint, { headers: { authorization: 'Bearer of-nobody' } });
    const unknown = await failure(stranger.request(ProductOfferingsDocument, {}));
    expect(codeOf(unknown)).toBe('UNAUTHENTICATED');

    const damaged = new GraphQLClient(service.endpoint, { headers: { authorization: 'nonsense' } });
    expect(codeOf(await failure(damaged.request(ImageDetailDocument, { id: '83454804' })))).toBe(
      'UNAUTHENTICATED',
    );

    const badInput = await failure(client.request(ImageDetailDocument, { id: 'not an id!' }));
    expect(codeOf(badInput)).toBe('BAD_USER_INPUT');
  });

  it('is charged once when it goes away and comes back with the same key', async () => {
    const imageId = service.freshImage();
    const input = { imageId, idempotencyKey: randomUUID() };
    const gone = new AbortController();

    const sent = holdDownload(service.simulator);
    const first = failure(
      client.request({ document: DownloadImageDocument, variables: { input }, signal: gone.signal }),
    );
    await sent;
    gone.abort();
    expect(await first).toMatchObject({ name: 'AbortError' });

    const { downloadImage } = await client.request(DownloadImageDocument, { input });
    expect(downloadImage).toMatchObject({
      userErrors: [],
      download: { isReplay: true, url: expect.stringMatching(/^http/) },
    });
    expect(charges(service.simulator, imageId)).toBe(1);
  });
});
