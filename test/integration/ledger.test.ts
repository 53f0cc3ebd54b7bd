import { createHash } from 'node:crypto';
import { Registry } from 'prom-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dataOf, defined, MovableClock, type Service, startService } from '../support/service.js';
import { spendingCalls } from '../support/upstream-calls.js';

const SETTLED = 120_000 + 10_000 + 1_000;
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
const CLIENT_KEYS = [
  `web:${sha256('web-key')}`,
  `ios:${sha256('ios-key')}`,
  `desk:${sha256('desk-key')}:all`,
].join(',');
const as = (client: string) => ({ headers: { 'x-client-key': `${client}-key` } });

const DOWNLOAD = `mutation ($input: DownloadImageInput!) { downloadImage(input: $input) {
  download { url isReplay }
  userErrors { __typename code message ... on SpendingLimitError { limit used resetsAt } }
} }`;
const ATTEMPT = `query ($key: String!) { downloadAttempt(idempotencyKey: $key) {
  id idempotencyKey assetId assetType state isCharged requestedAt endedAt retryAfterMs productType via clientName requestId
  image { assetId } productOffering { name } download { url isReplay } error { __typename code }
} }`;
const LIST = `query ($filter: DownloadAttemptFilter, $first: Int, $after: String, $last: Int, $before: String) {
  downloadAttempts(filter: $filter, first: $first, after: $after, last: $last, before: $before) {
    totalCount pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
    nodes { idempotencyKey clientName state }
  }
}`;

interface Attempt {
  readonly id: string;
  readonly state: string;
  readonly isCharged: boolean | null;
  readonly retryAfterMs: number | null;
  readonly endedAt: string | null;
  readonly download: { readonly url: string } | null;
}
interface Page {
  readonly downloadAttempts: {
    readonly totalCount: number;
    readonly pageInfo: {
      readonly hasNextPage: boolean;
      readonly hasPreviousPage: boolean;
      readonly startCursor: string;
      readonly endCursor: string;
    };
    readonly nodes: readonly {
      readonly idempotencyKey: string;
      readonly clientName: string | null;
      readonly state: string;
    }[];
  };
}

let service: Service;
let clock: MovableClock;
let images: string[];

const open = async (env: Record<string, string> = {}): Promise<void> => {
  clock = new MovableClock();
  service = await startService({ clock, simulator: { cacheHeaders: false }, env });
  images = service.simulator.imagesFitting('plenty', 'easyaccess', 60);
};
const send = async (key: string, client?: string, input: object = {}) => {
  const imageId = defined(images.shift());
  const variables = { input: { imageId, idempotencyKey: key, ...input } };
  const response = await service.query<{
    downloadImage: { download: { url: string } | null; userErrors: { code: string }[] };
  }>(DOWNLOAD, variables, client === undefined ? {} : as(client));
  return { imageId, ...dataOf(response).downloadImage };
};
const attempt = async (key: string, client?: string): Promise<Attempt | null> =>
  dataOf(
    await service.query<{ downloadAttempt: Attempt | null }>(
      ATTEMPT,
      { key },
      client === undefined ? {} : as(client),
    ),
  ).downloadAttempt;
const list = async (variables: object = {}, client?: string): Promise<Page['downloadAttempts']> =>
  dataOf(await service.query<Page>(LIST, variables, client === undefined ? {} : as(client))).downloadAttempts;

describe('downloadAttempt', () => {
  beforeAll(() => open());
  afterAll(() => service.close());

  it('shows a download that succeeded, with its link and what paid, and sends nothing', async () => {
    const { imageId, download } = await send('succeeded');
    service.forget();
    const found = await attempt('succeeded');
    expect(found).toMatchObject({
      id: expect.stringMatching(/^gid:\/\/getty\/DownloadAttempt\/\d{16}$/),
      idempotencyKey: 'succeeded',
      assetId: imageId,
      assetType: 'IMAGE',
      state: 'SUCCEEDED',
      isCharged: true,
      retryAfterMs: null,
      productType: 'EASY_ACCESS',
      via: 'V3',
      clientName: null,
      image: { assetId: imageId },
      download: { url: download?.url, isReplay: true },
      error: null,
    });
    expect(spendingCalls(service.calls())).toEqual([]);
  });

  it('finds the entry again by its id', async () => {
    const { id } = defined(await attempt('succeeded'));
    const response = await service.query(
      'query ($id: ID!) { node(id: $id) { id ... on DownloadAttempt { state } } }',
      { id },
    );
    expect(response.data).toEqual({ node: { id, state: 'SUCCEEDED' } });
  });

  it('has no entry for a key that was never used, and asks Getty Images nothing', async () => {
    service.forget();
    expect(await attempt('never-used')).toBeNull();
    expect(service.calls()).toEqual([]);
  });

  it('shows a refusal with its reason, although nothing was sent', async () => {
    const response = await service.query(DOWNLOAD, {
      input: { imageId: 'nosuchimage', idempotencyKey: 'refused' },
    });
    expect(response.errors).toEqual([]);
    expect(await attempt('refused')).toMatchObject({
      state: 'REFUSED',
      isCharged: false,
      endedAt: expect.any(String),
      error: { __typename: 'AssetNotFoundError', code: 'ASSET_NOT_FOUND' },
    });
  });

  it('tells a charge whose response was lost from the history, without sending', async () => {
    service.simulator.inject({ operation: 'POST /v3/downloads/images/{id}', kind: 'resetAfterCommit' });
    service.simulator.options.historyDelayMs = 5_000;
    const charges = service.simulator.charges.length;
    const { userErrors } = await send('lost');
    expect(userErrors).toMatchObject([{ code: 'OUTCOME_UNKNOWN' }]);
    clock.advance(6_000);
    service.forget();
    expect(await attempt('lost')).toMatchObject({
      state: 'LINK_LOST',
      isCharged: true,
      download: null,
      error: { __typename: 'LinkLostError', code: 'LINK_LOST' },
    });
    service.simulator.options.historyDelayMs = 0;
    expect(spendingCalls(service.calls())).toEqual([]);
    expect(service.simulator.charges.length - charges).toBe(1);
  });

  it('waits while the history may still change, then says that nothing was charged', async () => {
    service.simulator.inject({ operation: 'POST /v3/downloads/images/{id}', kind: 'reset' });
    await send('open');
    service.forget();
    const early = defined(await attempt('open'));
    expect(early).toMatchObject({ state: 'OUTCOME_UNKNOWN', isCharged: null, endedAt: null });
    expect(early.retryAfterMs).toBeGreaterThan(0);
    clock.advance(SETTLED);
    expect(await attempt('open')).toMatchObject({ state: 'REFUSED', isCharged: false, retryAfterMs: null });
    expect(spendingCalls(service.calls())).toEqual([]);
    expect(service.operations().filter((name) => name.includes('downloadhistory'))).not.toEqual([]);
  });

  it('shows no link once it expired', async () => {
    clock.advance(25 * 3_600_000);
    expect(await attempt('succeeded')).toMatchObject({ state: 'SUCCEEDED', isCharged: true, download: null });
  });

  it('refuses a key that no download can have', async () => {
    const response = await service.query(ATTEMPT, { key: 'with blanks' });
    expect(response.errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
  });
});

describe('the metrics of downloads', () => {
  const registry = new Registry();
  beforeAll(async () => {
    clock = new MovableClock();
    service = await startService({
      clock,
      registry,
      simulator: { cacheHeaders: false },
      env: { CLIENT_KEYS, SERVICE_ACCOUNT_ACCESS: 'keys' },
    });
    images = service.simulator.imagesFitting('plenty', 'easyaccess', 10);
  });
  afterAll(() => service.close());

  it('count an end whether it is selected as data or thrown, by client', async () => {
    service.simulator.inject({ operation: 'POST /v3/downloads/images/{id}', kind: 'reset' });
    await send('as-data', 'web');
    await service.query(
      'mutation { downloadImage(input: { imageId: "nosuchimage", idempotencyKey: "thrown" }) { download { url } } }',
      {},
      as('ios'),
    );
    await send('succeeded', 'ios');
    const text = await registry.metrics();
    const ends = 'getty_graphql_downloads_total{outcome';
    expect(text).toContain(`${ends}="OUTCOME_UNKNOWN",product_type="EASY_ACCESS",client="web",via="V3"} 1`);
    expect(text).toContain(`${ends}="ASSET_NOT_FOUND",product_type="none",client="ios",via="none"} 1`);
    expect(text).toContain(`${ends}="SUCCEEDED",product_type="EASY_ACCESS",client="ios",via="V3"} 1`);
    expect(text).toContain('getty_graphql_operations_total{type="mutation",code="OUTCOME_UNKNOWN"} 1');
    expect(text).toContain('getty_graphql_operations_total{type="mutation",code="ASSET_NOT_FOUND"} 1');
    expect(text).toContain('getty_graphql_unsettled_downloads 1');
    expect(text).toMatch(/getty_graphql_remaining\{product="Easy Access"\} \d+/);
  });

  it('leave one audit line for each, with the client and without a link', () => {
    const lines = service.log.filter(({ msg }) => msg === 'download ended');
    expect(lines.map(({ key, client, outcome }) => [key, client, outcome])).toEqual([
      ['as-data', 'web', 'OUTCOME_UNKNOWN'],
      ['thrown', 'ios', 'ASSET_NOT_FOUND'],
      ['succeeded', 'ios', 'SUCCEEDED'],
    ]);
    expect(JSON.stringify(lines)).not.toContain('http');
  });

  it('come with one line an operation that names the client key, the application and the cost', async () => {
    await service.query(
      '{ rateLimit { cost } }',
      {},
      {
        headers: {
          'x-client-key': 'web-key',
          'apollographql-client-name': 'shop',
          'apollographql-client-version': '2.1',
        },
      },
    );
    expect(service.log.filter(({ msg }) => msg === 'operation').at(-1)).toMatchObject({
      client: 'web',
      clientName: 'shop',
      clientVersion: '2.1',
      cost: expect.any(Number),
    });
  });
});

describe('the ledger of client keys', () => {
  beforeAll(() => open({ CLIENT_KEYS, SERVICE_ACCOUNT_ACCESS: 'keys', CLIENT_SPENDING_LIMITS: 'web:2/day' }));
  afterAll(() => service.close());

  it('shows a client its own entries, and all of them to one that may see all', async () => {
    await send('of-web', 'web');
    await send('of-ios', 'ios');
    expect((await list({}, 'web')).nodes.map((node) => node.idempotencyKey)).toEqual(['of-web']);
    expect((await list({}, 'ios')).nodes.map((node) => node.idempotencyKey)).toEqual(['of-ios']);
    expect((await list({}, 'desk')).nodes).toEqual([
      { idempotencyKey: 'of-ios', clientName: 'ios', state: 'SUCCEEDED' },
      { idempotencyKey: 'of-web', clientName: 'web', state: 'SUCCEEDED' },
    ]);
  });

  it('shows another client’s key to none but one that may see all, and its link to neither', async () => {
    expect(await attempt('of-ios', 'web')).toBeNull();
    expect(await attempt('of-ios', 'desk')).toMatchObject({
      state: 'SUCCEEDED',
      clientName: 'ios',
      download: null,
    });
  });

  it('is closed to anonymous callers', async () => {
    const response = await service.query(LIST);
    expect(response.errors).toMatchObject([{ extensions: { code: 'UNAUTHENTICATED' } }]);
  });

  it('stops a client at its limit with an error as data, and enters the refusal', async () => {
    await send('second', 'web');
    service.forget();
    const { download, userErrors } = await send('third', 'web');
    expect(download).toBeNull();
    expect(userErrors).toMatchObject([
      {
        __typename: 'SpendingLimitError',
        code: 'SPENDING_LIMIT_REACHED',
        limit: 2,
        used: 2,
        resetsAt: expect.any(String),
      },
    ]);
    expect(spendingCalls(service.calls())).toEqual([]);
    expect(await attempt('third', 'web')).toMatchObject({
      state: 'REFUSED',
      error: { __typename: 'SpendingLimitError' },
    });
    expect((await send('other', 'ios')).download).not.toBeNull();
  });

  it('stops the items of a batch that are over the limit, through v1 as well', async () => {
    clock.advance(24 * 3_600_000);
    const items = images.splice(0, 4).map((imageId) => ({ imageId, idempotencyKey: `batch-${imageId}` }));
    const charges = service.simulator.charges.length;
    const response = await service.query<{
      downloadImages: { succeededCount: number; results: { userErrors: { code: string }[] }[] };
    }>(
      'mutation ($input: DownloadImagesInput!) { downloadImages(input: $input) { succeededCount results { download { url } userErrors { code } } } }',
      { input: { items } },
      as('web'),
    );
    const { succeededCount, results } = dataOf(response).downloadImages;
    expect(succeededCount).toBe(2);
    expect(results.flatMap(({ userErrors }) => userErrors.map(({ code }) => code))).toEqual([
      'SPENDING_LIMIT_REACHED',
      'SPENDING_LIMIT_REACHED',
    ]);
    expect(service.simulator.charges.length - charges).toBe(2);
  });

  it('sums what was spent by client and state', async () => {
    const response = await service.query(
      '{ spendReport(groupBy: [CLIENT, STATE]) { chargedCount unknownCount lostCount rows { clientName state day chargedCount } } }',
      {},
      as('desk'),
    );
    expect(response.data).toMatchObject({
      spendReport: {
        chargedCount: 6,
        unknownCount: 0,
        lostCount: 0,
        rows: expect.arrayContaining([
          { clientName: 'web', state: 'SUCCEEDED', day: null, chargedCount: 4 },
          { clientName: 'web', state: 'REFUSED', day: null, chargedCount: 0 },
          { clientName: 'ios', state: 'SUCCEEDED', day: null, chargedCount: 2 },
        ]),
      },
    });
  });

  it('pages either way, and a download made meanwhile shifts nothing', async () => {
    const all = (await list({ first: 100 }, 'desk')).nodes.map((node) => node.idempotencyKey);
    const first = await list({ first: 3 }, 'desk');
    expect(first.totalCount).toBe(all.length);
    expect(first.pageInfo).toMatchObject({ hasNextPage: true, hasPreviousPage: false });
    await send('meanwhile', 'ios');
    const second = await list({ first: 3, after: first.pageInfo.endCursor }, 'desk');
    expect([...first.nodes, ...second.nodes].map((node) => node.idempotencyKey)).toEqual(all.slice(0, 6));
    const back = await list({ last: 2, before: second.pageInfo.startCursor }, 'desk');
    expect(back.nodes.map((node) => node.idempotencyKey)).toEqual(all.slice(1, 3));
    expect(back.pageInfo).toMatchObject({ hasNextPage: true, hasPreviousPage: true });
    const tail = await list({ last: 2 }, 'desk');
    expect(tail.nodes.map((node) => node.idempotencyKey)).toEqual(all.slice(-2));
    expect(tail.pageInfo).toMatchObject({ hasNextPage: false, hasPreviousPage: true });
  });

  it('lists by state, client and time, and refuses the cursor of another filter', async () => {
    const refused = await list({ filter: { states: ['REFUSED'], clientName: 'web' }, first: 1 }, 'desk');
    expect(refused).toMatchObject({ totalCount: 3, nodes: [{ state: 'REFUSED' }] });
    expect((await list({ filter: { to: '2020-01-01T00:00:00Z' } }, 'desk')).totalCount).toBe(0);
    const response = await service.query(LIST, { after: refused.pageInfo.endCursor }, as('desk'));
    expect(response.errors).toMatchObject([{ extensions: { code: 'INVALID_CURSOR' } }]);
  });
});
