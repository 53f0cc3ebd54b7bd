import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { DEFAULT_SWITCHES, type Fault } from '../../simulator/src/index.js';
import { DownloadImageDocument } from '../generated/graphql.js';
import { dataOf, defined, MovableClock, type Service, startService } from '../support/service.js';
import { spendingCalls } from '../support/upstream-calls.js';

type Via = 'V3' | 'V2' | 'V1';
const spendOf = {
  V3: 'POST /v3/downloads/images/{id}',
  V2: 'POST /v2/download/{id}',
  V1: 'CreateDownloadRequest',
} as const;

/** Past the time in which Getty Images may still commit or show a request: GETTY_SETTLE_MS and the time-out. */
const SETTLED = 120_000 + 10_000 + 1000;

let service: Service;
let clock: MovableClock;
let images: string[];
/** An image without earlier downloads, and its asset key. */
let image: string;

const open = async (env: Record<string, string> = {}): Promise<void> => {
  clock = new MovableClock();
  service = await startService({ clock, simulator: { cacheHeaders: false }, env });
  images = service.simulator.imagesFitting('plenty', 'easyaccess', 60);
  dataOf(await service.query('{ productOfferings { id } }'));
};

const nextTest = (): void => {
  service.simulator.clearFaults();
  Object.assign(service.simulator.options, DEFAULT_SWITCHES, { cacheHeaders: false });
  clock.advance(SETTLED);
};

const begin = (): { sent: () => number; charged: () => number } => {
  image = defined(images.shift());
  const { simulator } = service;
  service.forget();
  const charges = simulator.charges.length;
  return {
    sent: () => spendingCalls(service.calls()).length,
    charged: () => simulator.charges.length - charges,
  };
};

const download = async (input: object) => {
  const response = await service.query(DownloadImageDocument, {
    input: { imageId: image, idempotencyKey: image, ...input },
  });
  return defined(dataOf(response).downloadImage);
};

describe.each<Via>(['V3', 'V2', 'V1'])('a lost response of %s without a charge', (via) => {
  beforeAll(() => open());
  afterAll(() => service.close());
  afterEach(nextTest);

  it.each<[string, Fault]>([
    ['reset', { kind: 'reset' }],
    ['500', { kind: 'status' }],
    ['503 in HTML', { kind: 'status', status: 503, body: '<html></html>' }],
    ['moved with 301', { kind: 'redirect', status: 301 }],
    ['moved with 307', { kind: 'redirect', status: 307 }],
  ])(
    '%s without a charge is OUTCOME_UNKNOWN, and the key reads the history before it is sent again',
    async (_, fault) => {
      const { sent, charged } = begin();
      service.simulator.inject({ operation: spendOf[via], ...fault });
      const { userErrors } = await download({ via });
      expect(userErrors).toMatchObject([
        {
          __typename: 'OutcomeUnknownError',
          code: 'OUTCOME_UNKNOWN',
          isRetryable: true,
          idempotencyKey: image,
          checkedAt: expect.any(String),
          upstream: { api: via },
        },
      ]);
      const [error] = userErrors;
      const waitMs = error?.__typename === 'OutcomeUnknownError' ? error.retryAfterMs : 0;
      expect(waitMs).toBe(2000);
      expect(sent()).toBe(1);

      // Too early: it looks, and does not send.
      service.forget();
      clock.advance(100_000);
      expect((await download({ via })).userErrors).toMatchObject([{ code: 'OUTCOME_UNKNOWN' }]);
      // v2's choice of product is unknown; it may be credits, which the history lists on request only.
      const creditsToo = via === 'V2' ? ['GET /v3/downloads'] : [];
      expect(service.operations()).toEqual(['GET /v3/images/{id}/downloadhistory', ...creditsToo]);

      service.forget();
      clock.advance(SETTLED - 100_000);
      expect(await download({ via })).toMatchObject({
        userErrors: [],
        download: { isReplay: false, idempotencyKey: image, via },
      });
      expect([sent(), charged()]).toEqual([1, 1]);
      expect(service.operations()[0]).toBe('GET /v3/images/{id}/downloadhistory');
    },
  );
});

describe.each<Via>(['V3', 'V2', 'V1'])('a lost response of %s after the charge', (via) => {
  beforeAll(() => open());
  afterAll(() => service.close());
  afterEach(nextTest);

  const lost: readonly [string, Fault][] = [
    ['reset', { kind: 'resetAfterCommit' }],
    ['500', { kind: 'statusAfterCommit' }],
    ['502 in HTML', { kind: 'html', status: 502 }],
  ];
  const spoiled: readonly [string, Fault][] = [
    ['truncated', { kind: 'truncate' }],
    ['reset within its body', { kind: 'resetInBody' }],
    ['no JSON', { kind: 'malformed' }],
    ['of another shape', { kind: 'wrongType' }],
    ['empty', { kind: 'emptyBody' }],
    ['far too large', { kind: 'huge', bytes: 9_000_000 }],
  ];
  // v2's link is in the headers: faults of the body do not matter.
  it.each(via === 'V2' ? lost : [...lost, ...spoiled])(
    '%s after the charge is LINK_LOST and never sent again',
    async (_, fault) => {
      const { sent, charged } = begin();
      service.simulator.inject({ operation: spendOf[via], ...fault });
      expect(await download({ via })).toMatchObject({
        download: null,
        userErrors: [
          {
            __typename: 'LinkLostError',
            code: 'LINK_LOST',
            isRetryable: false,
            record: {
              id: expect.stringContaining('gid://getty/DownloadRecord/'),
              downloadedAt: expect.any(String),
            },
          },
        ],
      });
      expect([sent(), charged()]).toEqual([1, 1]);

      service.forget();
      clock.advance(SETTLED);
      const again = await download({ via });
      expect(again.userErrors).toMatchObject([{ code: 'LINK_LOST', record: { id: expect.any(String) } }]);
      expect(service.calls()).toEqual([]);

      const anew = await download({ via, idempotencyKey: `${image} again`.replace(' ', '-') });
      expect(anew.download).toMatchObject({ isReplay: false });
      expect([sent(), charged()]).toEqual([1, 2]);
    },
  );

  it('a charge that the history shows late is OUTCOME_UNKNOWN, then LINK_LOST', async () => {
    const { sent, charged } = begin();
    service.simulator.options.historyDelayMs = 60_000;
    service.simulator.inject({ operation: spendOf[via], kind: 'resetAfterCommit' });
    expect((await download({ via })).userErrors).toMatchObject([{ code: 'OUTCOME_UNKNOWN' }]);
    clock.advance(61_000);
    expect((await download({ via })).userErrors).toMatchObject([{ code: 'LINK_LOST' }]);
    expect([sent(), charged()]).toEqual([1, 1]);
  });

  it('a late charge is OUTCOME_UNKNOWN, then LINK_LOST', async () => {
    const { sent, charged } = begin();
    service.simulator.options.commitDelayMs = 30_000;
    service.simulator.inject({ operation: spendOf[via], kind: 'resetAfterCommit' });
    expect((await download({ via })).userErrors).toMatchObject([{ code: 'OUTCOME_UNKNOWN' }]);
    clock.advance(31_000);
    expect(service.simulator.runDueCommits()).toBe(1);
    clock.advance(2 * SETTLED);
    expect((await download({ via })).userErrors).toMatchObject([{ code: 'LINK_LOST' }]);
    expect([sent(), charged()]).toEqual([1, 1]);
  });

  it('this service’s own later downloads are not counted as the lost one', async () => {
    const { sent, charged } = begin();
    service.simulator.inject({ operation: spendOf[via], kind: 'reset' });
    expect((await download({ via })).userErrors).toMatchObject([{ code: 'OUTCOME_UNKNOWN' }]);
    expect((await download({ via, idempotencyKey: `${image}-2` })).download).toMatchObject({
      isReplay: false,
    });
    clock.advance(SETTLED);
    // The history shows one, and that one is the other key's.
    expect((await download({ via })).download).toMatchObject({ isReplay: false });
    expect([sent(), charged()]).toEqual([3, 2]);
  });

  it('an unreadable history is OUTCOME_UNKNOWN with a short retryAfterMs', async () => {
    const { sent, charged } = begin();
    const { simulator } = service;
    simulator.inject({ operation: spendOf[via], kind: 'resetAfterCommit' });
    const takeAway = simulator.inject({
      operation: /history|GET \/v3\/downloads/,
      kind: 'status',
      times: Number.POSITIVE_INFINITY,
    });
    expect((await download({ via })).userErrors).toMatchObject([
      { code: 'OUTCOME_UNKNOWN', retryAfterMs: expect.any(Number) },
    ]);
    takeAway();
    expect((await download({ via })).userErrors).toMatchObject([{ code: 'LINK_LOST' }]);
    expect([sent(), charged()]).toEqual([1, 1]);
  });
});

describe('a response that is later than GETTY_TIMEOUT_MS', () => {
  beforeAll(() => open({ GETTY_TIMEOUT_MS: '800' }));
  afterAll(() => service.close());
  afterEach(nextTest);

  it.each<[Via, Fault['kind'], number]>([
    ['V3', 'hang', 0],
    ['V2', 'hangAfterCommit', 1],
    ['V1', 'hangAfterCommit', 1],
    ['V3', 'hangInBody', 1],
  ])(
    'a late response of %s, %s, is OUTCOME_UNKNOWN while the connection is open',
    async (via, kind, charges) => {
      const { sent, charged } = begin();
      service.simulator.inject({ operation: spendOf[via], kind });
      expect((await download({ via })).userErrors).toMatchObject([
        { code: 'OUTCOME_UNKNOWN', retryAfterMs: 2000, upstream: { httpStatus: null } },
      ]);
      expect([sent(), charged()]).toEqual([1, charges]);
    },
  );
});
