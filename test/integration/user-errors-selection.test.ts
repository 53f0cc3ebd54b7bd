import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { errorOf, type Service, startService } from '../support/service.js';

let service: Service;
beforeAll(async () => {
  service = await startService();
});
afterAll(() => service.close());
beforeEach(() => service.forget());

interface Payload {
  readonly download: object | null;
  readonly userErrors?: readonly { readonly code: string }[];
}

/** Downloads what is not there, with `userErrors` switched by variables. */
const switched = (variables: object) =>
  service.query<{ downloadImage: Payload | null }>(
    `mutation ($on: Boolean = true, $off: Boolean = false) {
      downloadImage(input: { imageId: "44" }) {
        download { url }
        userErrors @include(if: $on) @skip(if: $off) { code }
      }
    }`,
    variables,
  );

describe('selected userErrors', () => {
  it.each([
    ['plainly', 'userErrors { code }', ''],
    ['under another name', 'failures: userErrors { code }', ''],
    ['in an inline fragment', '... { userErrors { code } }', ''],
    ['in a typed inline fragment', '... on DownloadImagePayload { userErrors { code } }', ''],
    ['in a fragment', '...Errors', 'fragment Errors on DownloadImagePayload { userErrors { code } }'],
    [
      'in a fragment of a fragment',
      '...Outer',
      `fragment Outer on DownloadImagePayload { ... { ...Inner } }
       fragment Inner on DownloadImagePayload { userErrors { __typename } }`,
    ],
    ['with @include(if: true)', 'userErrors @include(if: true) { code }', ''],
    ['with @skip(if: false)', 'userErrors @skip(if: false) { code }', ''],
    ['with only __typename', 'userErrors { __typename }', ''],
  ])('%s', async (_, payload, rest) => {
    const response = await service.query<{ downloadImage: Record<string, unknown> }>(
      `mutation { downloadImage(input: { imageId: "44" }) { download { url } ${payload} } } ${rest}`,
    );
    expect(response.errors).toEqual([]);
    expect(response.data?.downloadImage).toMatchObject({ download: null });
    const { userErrors, failures } = response.data?.downloadImage ?? {};
    expect(userErrors ?? failures).toHaveLength(1);
  });
});

describe('unselected userErrors', () => {
  it.each([
    ['nothing said', '', ''],
    ['with @include(if: false)', 'userErrors @include(if: false) { code }', ''],
    ['with @skip(if: true)', 'userErrors @skip(if: true) { code }', ''],
    ['in a fragment that is left out', '... @include(if: false) { userErrors { code } }', ''],
    [
      'in a spread that is left out',
      '...Errors @skip(if: true)',
      'fragment Errors on DownloadImagePayload { userErrors { code } }',
    ],
  ])('%s', async (_, payload, rest) => {
    const response = await service.query(
      `mutation { downloadImage(input: { imageId: "44" }) { download { url } ${payload} } } ${rest}`,
    );
    expect(response.data).toEqual({ downloadImage: null });
    expect(errorOf(response)).toMatchObject({
      path: ['downloadImage'],
      extensions: { code: 'ASSET_NOT_FOUND', argument: ['input', 'imageId'], isRetryable: false },
    });
  });

  it.each([
    [{ on: true, off: false }, true],
    [{ on: false, off: false }, false],
    [{ on: true, off: true }, false],
    [{}, true],
  ])('userErrors selected by variables %j are data: %s', async (variables, isData) => {
    const response = await switched(variables);
    expect(response.errors).toHaveLength(isData ? 0 : 1);
    if (isData) expect(response.data?.downloadImage?.userErrors).toEqual([{ code: 'ASSET_NOT_FOUND' }]);
    else expect(response.data).toEqual({ downloadImage: null });
  });

  it('an unselected failure of an aliased mutation has the alias in its path', async () => {
    const response = await service.query(
      'mutation { mine: downloadImage(input: { imageId: "44" }) { download { url } } }',
    );
    expect(errorOf(response).path).toEqual(['mine']);
  });

  it('an unselected failure of a video download is in errors', async () => {
    const asked = await service.query(
      'mutation { downloadVideo(input: { videoId: "44" }) { download { url } userErrors { code field } } }',
    );
    expect(asked.data).toEqual({
      downloadVideo: { download: null, userErrors: [{ code: 'ASSET_NOT_FOUND', field: ['videoId'] }] },
    });
    const thrown = await service.query(
      'mutation { downloadVideo(input: { videoId: "44" }) { download { url } } }',
    );
    expect(errorOf(thrown)).toMatchObject({
      path: ['downloadVideo'],
      extensions: { code: 'ASSET_NOT_FOUND' },
    });
  });
});

describe('downloadImages', () => {
  const items = '{ items: [{ imageId: "83454804" }, { imageId: "44" }, { imageId: "BA19430" }] }';

  it('an item’s failure is data where it is selected', async () => {
    const response = await service.query(
      `mutation { downloadImages(input: ${items}) { results { ...Result } succeededCount failedCount } }
       fragment Result on DownloadImagesResult { status download { url } userErrors { code field } }`,
    );
    expect(response.errors).toEqual([]);
    expect(response.data).toMatchObject({
      downloadImages: {
        results: [
          { status: 'SUCCEEDED', userErrors: [] },
          {
            status: 'FAILED',
            download: null,
            userErrors: [{ code: 'ASSET_NOT_FOUND', field: ['items', '1', 'imageId'] }],
          },
          { status: 'SUCCEEDED', userErrors: [] },
        ],
        succeededCount: 2,
        failedCount: 1,
      },
    });
  });

  it('an item’s unselected failure is an error at its own download, and the other links survive', async () => {
    const response = await service.query(
      `mutation { downloadImages(input: ${items}) { results { status download { url } } } }`,
    );
    expect(errorOf(response)).toMatchObject({
      path: ['downloadImages', 'results', 1, 'download'],
      extensions: { code: 'ASSET_NOT_FOUND' },
    });
    expect(response.data).toMatchObject({
      downloadImages: {
        results: [
          { status: 'SUCCEEDED', download: { url: expect.any(String) } },
          { status: 'FAILED', download: null },
          { status: 'SUCCEEDED', download: { url: expect.any(String) } },
        ],
      },
    });
  });
});
