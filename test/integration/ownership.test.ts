import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  dataOf,
  defined,
  eventually,
  MovableClock,
  type RequestOptions,
  type Service,
  startService,
} from '../support/service.js';
import { spendingCalls } from '../support/upstream-calls.js';

let service: Service;
let clock: MovableClock;
beforeEach(async () => {
  clock = new MovableClock();
  service = await startService({ clock, simulator: { cacheHeaders: false } });
});
afterEach(() => service.close());

interface Ownership {
  readonly status: string;
  readonly indexedFrom: string | null;
  readonly lastDownload: { readonly downloadedAt: string; readonly productTypeName: string | null } | null;
}

const OWNERSHIP = 'ownership { status indexedFrom lastDownload { downloadedAt productTypeName } }';
const SEARCH = `query ($first: Int) { searchImages(phrase: "city", filter: { family: CREATIVE }, first: $first) { nodes { id ${OWNERSHIP} } } }`;
const IMAGES = `query ($ids: [ID!]!) { images(ids: $ids) { assetId ${OWNERSHIP} } }`;
const HISTORY = `query { downloadHistory(first: 100, filter: { from: "2020-01-01T00:00:00Z" }) {
  nodes { assetType image { assetId } } } }`;

const search = async (asking: RequestOptions = {}): Promise<readonly Ownership[]> => {
  const response = await service.query<{ searchImages: { nodes: readonly { ownership: Ownership }[] } }>(
    SEARCH,
    { first: 100 },
    asking,
  );
  return dataOf(response).searchImages.nodes.map(({ ownership }) => ownership);
};

const ownershipOf = async (
  ids: readonly string[],
  asking: RequestOptions = {},
): Promise<readonly Ownership[]> => {
  const response = await service.query<{ images: readonly ({ ownership: Ownership } | null)[] }>(
    IMAGES,
    { ids },
    asking,
  );
  return dataOf(response).images.map((image) => defined(image).ownership);
};

const HISTORY_CALL = 'GET /v3/downloads';
const historyCalls = (): number => service.operations().filter((name) => name === HISTORY_CALL).length;

/** Asks until the background has read everything; a warm index asks for no history. */
const warm = async (asking: RequestOptions = {}): Promise<void> => {
  await expect
    .poll(async () => (await ownershipOf(free(), asking))[0]?.status, { interval: 20, timeout: 10_000 })
    .toBe('NEVER_DOWNLOADED');
  service.forget();
};

/** An image that the account never downloaded. */
const free = (count = 1): readonly string[] => {
  const owned = new Set(ownedIds);
  return service.simulator
    .imagesFitting('plenty', 'easyaccess', 60)
    .filter((id) => !owned.has(id))
    .slice(0, count);
};
let ownedIds: readonly string[] = [];
beforeEach(async () => {
  const response = await service.query<{
    downloadHistory: { nodes: readonly { image: { assetId: string } | null }[] };
  }>(HISTORY);
  ownedIds = dataOf(response).downloadHistory.nodes.flatMap(({ image }) => image?.assetId ?? []);
  service.forget();
});

describe('ownership of a hundred rows', () => {
  it('takes one more call before the index was read, and none while it is warm', async () => {
    await search();
    const foreground = service.operations().slice(0, 2);
    expect([...foreground].sort()).toEqual([HISTORY_CALL, 'GET /v3/search/images/creative'].sort());
    await warm();
    const rows = await search();
    expect(rows).toHaveLength(100);
    expect(service.operations()).toEqual(['GET /v3/search/images/creative']);
  });

  it('is UNKNOWN for what was not read yet, and never NEVER_DOWNLOADED', async () => {
    service.simulator.inject({ operation: HISTORY_CALL, kind: 'status', status: 503, times: 50 });
    const [row] = await ownershipOf(free());
    expect(row).toEqual({ status: 'UNKNOWN', indexedFrom: null, lastDownload: null });
  });

  it('names the caller’s own download and its moment', async () => {
    await warm();
    const rows = await ownershipOf(ownedIds.slice(0, 5));
    expect(rows.map(({ status }) => status)).toEqual(Array(5).fill('DOWNLOADED_BY_CALLER'));
    expect(rows.every(({ lastDownload }) => lastDownload !== null)).toBe(true);
    expect(historyCalls()).toBe(0);
  });

  it('says how far back NEVER_DOWNLOADED reaches', async () => {
    await warm();
    const [row] = await ownershipOf(free());
    expect(row?.status).toBe('NEVER_DOWNLOADED');
    expect(Date.parse(defined(row?.indexedFrom))).toBeLessThan(clock.now() - 89 * 86_400_000);
  });

  it('knows a colleague’s download where the account may see its company’s', async () => {
    const company = { token: service.simulator.issueToken('company') };
    await warm(company);
    const rows = await ownershipOf(ownedIds.slice(0, 3), company);
    expect(rows.map(({ status }) => status)).toEqual(Array(3).fill('DOWNLOADED_BY_COMPANY'));
  });

  it('shows a download that this service made at once, without a call', async () => {
    await warm();
    const ids = free();
    await download(ids[0], {});
    service.forget();
    const [row] = await ownershipOf(ids);
    expect(row?.status).toBe('DOWNLOADED_BY_CALLER');
    expect(historyCalls()).toBe(0);
  });

  it('reads the newest page again, once, when the index is older than OWNERSHIP_REFRESH_MS', async () => {
    await warm();
    clock.advance(301_000);
    await ownershipOf(free());
    expect(service.operations().filter((name) => name !== 'GET /v3/images')[0]).toBe(HISTORY_CALL);
    await warm();
    await ownershipOf(free());
    expect(historyCalls()).toBe(0);
  });

  it('belongs to one token: another person starts with an index of their own', async () => {
    await warm();
    const [row] = await ownershipOf(ownedIds.slice(0, 1), { token: service.simulator.issueToken('credits') });
    expect(row?.status).toBe('UNKNOWN');
  });

  it('is UNKNOWN, without a call for it, for callers who are not signed in', async () => {
    const open = await startService({ env: { SERVICE_ACCOUNT_ACCESS: 'off' } });
    try {
      const response = await open.query<{ image: { ownership: Ownership } }>(
        `{ image(id: "${free()[0]}") { ownership { status } } }`,
      );
      expect(dataOf(response).image.ownership.status).toBe('UNKNOWN');
      expect(open.operations()).toEqual(['GET /v3/images']);
    } finally {
      await open.close();
    }
  });
});

const DOWNLOAD = `mutation ($input: DownloadImageInput!) { downloadImage(input: $input) {
  download { url } userErrors { code message ... on AlreadyOwnedError { ${OWNERSHIP} } } } }`;

interface Payload {
  readonly download: { readonly url: string } | null;
  readonly userErrors: readonly { readonly code: string; readonly ownership?: Ownership }[];
}

const download = async (imageId: string | undefined, more: object, to = service): Promise<Payload> => {
  const response = await to.query<{ downloadImage: Payload }>(DOWNLOAD, {
    input: { imageId, note: 'n', ...more },
  });
  return dataOf(response).downloadImage;
};

describe('ifOwned: REFUSE', () => {
  it('refuses what the caller downloaded before, charging nothing, with the download it found', async () => {
    const { download: link, userErrors } = await download(ownedIds[0], { ifOwned: 'REFUSE' });
    expect(link).toBeNull();
    expect(userErrors).toMatchObject([
      { code: 'ALREADY_OWNED', ownership: { status: 'DOWNLOADED_BY_CALLER', lastDownload: {} } },
    ]);
    expect(spendingCalls(service.calls())).toEqual([]);
  });

  it('refuses what a colleague downloaded before', async () => {
    const response = await service.query<{ downloadImage: Payload }>(
      DOWNLOAD,
      { input: { imageId: ownedIds[0], ifOwned: 'REFUSE' } },
      { token: service.simulator.issueToken('company') },
    );
    expect(dataOf(response).downloadImage.userErrors).toMatchObject([
      { code: 'ALREADY_OWNED', ownership: { status: 'DOWNLOADED_BY_COMPANY' } },
    ]);
  });

  it('downloads what was never downloaded, and refuses it from then on', async () => {
    const [id] = free();
    expect((await download(id, { ifOwned: 'REFUSE' })).download).not.toBeNull();
    expect((await download(id, { ifOwned: 'REFUSE', idempotencyKey: 'another' })).userErrors[0]?.code).toBe(
      'ALREADY_OWNED',
    );
    expect(service.simulator.charges).toHaveLength(1);
  });

  it('charges one of eight callers that race for one asset with keys of their own', async () => {
    service.simulator.options.historyDelayMs = 60_000;
    const [id] = free();
    const ends = await Promise.all(
      Array.from({ length: 8 }, (_, index) =>
        download(id, { ifOwned: 'REFUSE', idempotencyKey: `race-${index}` }),
      ),
    );
    expect(service.simulator.charges).toHaveLength(1);
    expect(ends.filter((end) => end.download !== null)).toHaveLength(1);
    expect(ends.filter(({ userErrors }) => userErrors[0]?.code === 'ALREADY_OWNED')).toHaveLength(7);
  });

  it('costs a batch one reading of the newest pages where the index is warm', async () => {
    await warm();
    const items = [...free(3), ownedIds[0]].map((imageId) => ({ imageId, ifOwned: 'REFUSE' }));
    const response = await service.query<{
      downloadImages: { results: readonly { status: string; userErrors: readonly { code: string }[] }[] };
    }>(
      `mutation ($input: DownloadImagesInput!) { downloadImages(input: $input) {
        results { status userErrors { code } } } }`,
      { input: { items } },
    );
    const { results } = dataOf(response).downloadImages;
    expect(results.map(({ status }) => status)).toEqual(['SUCCEEDED', 'SUCCEEDED', 'SUCCEEDED', 'FAILED']);
    expect(results[3]?.userErrors[0]?.code).toBe('ALREADY_OWNED');
    // The caller's own downloads and those paid with credits; this account may not see its company's.
    expect(historyCalls()).toBe(2);
    await eventually(() => spendingCalls(service.calls()).length, 1);
  });

  it('sends nothing where no history can be read', async () => {
    service.simulator.inject({
      operation: 'GET /v3/images/{id}/downloadhistory',
      kind: 'status',
      status: 503,
      times: 10,
    });
    const response = await service.query(DOWNLOAD, { input: { imageId: free()[0], ifOwned: 'REFUSE' } });
    expect(response.errors[0]?.extensions.code).toBe('UPSTREAM_UNAVAILABLE');
    expect(spendingCalls(service.calls())).toEqual([]);
  });
});
