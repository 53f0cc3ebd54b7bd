import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Fault } from '../../simulator/src/index.js';
import { DownloadImageDocument } from '../generated/graphql.js';
import { dataOf, defined, MovableClock, type Service, startService } from '../support/service.js';
import { spendingCalls } from '../support/upstream-calls.js';

const SPEND = {
  V3: 'POST /v3/downloads/images/{id}',
  V2: 'POST /v2/download/{id}',
  V1: 'CreateDownloadRequest',
};
type Via = keyof typeof SPEND;

let service: Service;
let clock: MovableClock;
let images: string[];

beforeAll(async () => {
  clock = new MovableClock();
  service = await startService({ clock, simulator: { cacheHeaders: false } });
  images = service.simulator.imagesFitting('plenty', 'easyaccess', 60);
});
afterAll(() => service.close());

const begin = () => {
  const imageId = defined(images.shift());
  service.forget();
  const charges = service.simulator.charges.length;
  const download = async (via: Via) => {
    const input = { imageId, idempotencyKey: `key-${imageId}`, via };
    return defined(dataOf(await service.query(DownloadImageDocument, { input })).downloadImage);
  };
  return {
    download,
    sent: () => spendingCalls(service.calls()).length,
    charged: () => service.simulator.charges.length - charges,
  };
};

const page = (status: number): Fault => ({ kind: 'html', status });
const empty = (status: number, headers: Record<string, string> = {}): Fault => ({
  kind: 'statusAfterCommit',
  status,
  body: '',
  headers,
});

/** A firewall or proxy forwards the request, and then responds in Getty Images' place. */
const FOREIGN: readonly (readonly [string, Fault])[] = [
  ...[400, 401, 403, 404, 409, 410, 412, 413, 422, 429].map(
    (status) => [`HTML ${status}`, page(status)] as const,
  ),
  ['an empty 401', empty(401, { 'www-authenticate': 'Basic realm="proxy"' })],
  ['an empty 403', empty(403)],
  ['an empty 429 with Retry-After', empty(429, { 'retry-after': '1' })],
  ['503', { kind: 'statusAfterCommit', status: 503, body: '<html></html>' }],
  ['a proxy’s JSON', { kind: 'statusAfterCommit', status: 403, body: '{"message":"Access denied"}' }],
];

// The key was freed, and the next call with it was paid for again.
describe.each<Via>(['V3', 'V2', 'V1'])('a refusal by another host after the commit (%s)', (via) => {
  it.each(FOREIGN)(
    '%s is counted against the history, and the key is never sent again',
    async (_what, fault) => {
      const { download, sent, charged } = begin();
      service.simulator.inject({ operation: SPEND[via], ...fault });
      const { userErrors } = await download(via);
      expect(userErrors).toMatchObject([{ code: 'LINK_LOST', record: { id: expect.any(String) } }]);
      clock.advance(131_000);
      expect((await download(via)).userErrors).toMatchObject([{ code: 'LINK_LOST' }]);
      expect([sent(), charged()]).toEqual([1, 1]);
    },
  );
});

describe('a bare 403 to a download', () => {
  it('a bare 403 is NOT_ENTITLED once the history shows no charge', async () => {
    const { download, sent, charged } = begin();
    service.simulator.inject({ operation: SPEND.V3, kind: 'status', status: 403, body: '' });
    expect((await download('V3')).userErrors).toMatchObject([
      { code: 'OUTCOME_UNKNOWN', retryAfterMs: 2000, upstream: { httpStatus: 403 } },
    ]);
    clock.advance(60_000);
    expect((await download('V3')).userErrors).toMatchObject([{ code: 'OUTCOME_UNKNOWN' }]);
    clock.advance(71_000);
    expect((await download('V3')).userErrors).toMatchObject([{ code: 'NOT_ENTITLED' }]);
    expect([sent(), charged()]).toEqual([1, 0]);
    // The key is free then.
    expect((await download('V3')).download).toMatchObject({ isReplay: false });
  });
});

describe('a token that is rejected after the commit', () => {
  // The token was replaced and the same key sent at once, without a look at the history.
  it('a rejected token is replaced, and the history is read before the key is sent again', async () => {
    const { download, sent, charged } = begin();
    const body = '{"ErrorCode":"AuthorizationTokenRequired","ErrorMessage":"x"}';
    service.simulator.inject({ operation: SPEND.V3, kind: 'statusAfterCommit', status: 401, body });
    expect((await download('V3')).userErrors).toMatchObject([{ code: 'LINK_LOST' }]);
    expect([sent(), charged()]).toEqual([1, 1]);
  });

  it('a download that was not charged is sent once more after the history was read', async () => {
    const { download, sent, charged } = begin();
    const body = '{"ErrorCode":"AuthorizationTokenRequired","ErrorMessage":"x"}';
    service.simulator.inject({ operation: SPEND.V3, kind: 'status', status: 401, body });
    expect((await download('V3')).download).toMatchObject({ isReplay: false });
    const order = service.operations().filter((name) => /download/.test(name));
    expect(order).toEqual([SPEND.V3, 'GET /v3/images/{id}/downloadhistory', SPEND.V3]);
    expect([sent(), charged()]).toEqual([2, 1]);
  });
});
