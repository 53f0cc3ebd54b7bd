import { describe, expect, it } from 'vitest';
import type { DomainContext } from '../../../src/catalog/domain-context.js';
import { inputHash } from '../../../src/downloads/download-request.js';
import type { DownloadTask } from '../../../src/downloads/download-task.js';
import type {
  AssetKey,
  Claim,
  IdempotencyStore,
} from '../../../src/downloads/idempotency/idempotency-store.js';
import { createMemoryStore } from '../../../src/downloads/idempotency/memory-store.js';
import type { CallerIdentity } from '../../../src/downloads/owner.js';
import { makePlan, type PlanningContext } from '../../../src/downloads/planning.js';
import { reconcile } from '../../../src/downloads/reconcile.js';
import type { DownloadServices } from '../../../src/downloads/services.js';
import { callerSession } from '../../../src/getty/oauth/sessions.js';
import type { UpstreamRequest } from '../../../src/getty/transport/transport.js';
import type { V1Authorization } from '../../../src/getty/v1/authorization.js';
import { callAs, gatewayOf, json, scripted } from '../getty/v1-support.js';
import { requestOf, UPSTREAM } from './samples.js';

const START = Date.UTC(2026, 4, 10, 12);
const CALLER: CallerIdentity = {
  token: null,
  account: null,
  service: 'service',
  clientKey: null,
  clientName: null,
  formerName: null,
};
const SETTLE_MS = 120_000;
const TIMEOUT_MS = 10_000;

interface Row {
  readonly id?: string;
  readonly type?: 'image' | 'video';
  readonly product?: string;
  /** Milliseconds after the start. */
  readonly at: number;
}

const wireOf = ({ id, type = 'image', product = 'easyaccess', at }: Row) => ({
  ...(id === undefined ? {} : { id }),
  asset_type: type,
  product_type: product,
  date_downloaded: new Date(START + at).toISOString(),
});

/** Getty Images' histories, a store of keys, and what is unresolved in it. */
const world = () => {
  let now = START;
  const clock = { now: () => now };
  const store = createMemoryStore({ clock, timers: { after: () => () => {} } });
  const requests: UpstreamRequest[] = [];
  let whileReading = async (): Promise<void> => {};
  const histories = { own: [] as Row[], window: [] as Row[], credits: [] as Row[] };
  const { transport } = scripted();
  const reading = {
    ...transport,
    read: async (request: UpstreamRequest) => {
      requests.push(request);
      await whileReading();
      if (request.operation.endsWith('downloadhistory'))
        return json({ downloads: histories.own.map(wireOf) });
      const rows = request.url.includes('product_type=creditpack') ? histories.credits : histories.window;
      return json({ result_count: rows.length, downloads: rows.map(wireOf) });
    },
  };
  const v3 = { baseUrl: 'https://api.test', apiKey: 'key', transport: reading, clock };
  const scope = {
    ...callAs(callerSession('a-token')),
    services: { getty: { v3, v1: gatewayOf(reading), apis: ['V3', 'V2', 'V1'] }, clock },
  } as unknown as DomainContext;
  const spending = {
    clock,
    settleMs: SETTLE_MS,
    timeoutMs: TIMEOUT_MS,
    log: { warn: () => {} },
  } as unknown as DownloadServices;

  const send = async (
    key: string,
    assetId: string,
    facts: { readonly sentAt?: number; readonly product?: string } = {},
  ): Promise<{ readonly item: DownloadTask; readonly claim: Claim }> => {
    const request = requestOf({ asset: { type: 'image', id: assetId }, key });
    const hash = inputHash(request);
    const asset: AssetKey = `image:${assetId}`;
    const result = await store.claim({ caller: CALLER, key }, hash, asset, 60_000, null);
    if (result.kind !== 'claimed') throw new Error(`${key} is ${result.kind}`);
    const plan = JSON.stringify({ api: 'V3', productType: facts.product ?? 'EASY_ACCESS', productId: null });
    await store.markSent(result.claim, facts.sentAt ?? now, plan, 15_000);
    const item = {
      request,
      hash,
      key,
      store: store as IdempotencyStore,
      customer: { identity: CALLER, products: [] },
      claim: result.claim,
      upstream: UPSTREAM,
      lock: null,
      forgotSince: null,
    } as unknown as DownloadTask;
    return { item, claim: result.claim };
  };

  return {
    store,
    requests,
    histories,
    send,
    pass: (ms: number) => {
      now += ms;
    },
    onRead: (work: () => Promise<void>) => {
      whileReading = work;
    },
    look: async (...items: DownloadTask[]) => {
      const events = await reconcile(scope, items, spending);
      const found = items.map((item) => events.get(item));
      await Promise.all(items.map((item) => item.lock?.unlock()));
      return found;
    },
  };
};

describe('reconciling', () => {
  it('an asset that another call reconciles is left unknown, without reading its history', async () => {
    const { store, requests, histories, send, pass, look } = world();
    const { item } = await send('a', '1');
    histories.own.push({ at: 1000 });
    pass(5000);
    const lock = await store.lockAsset('image:1', 60_000);
    expect(await look(item)).toMatchObject([
      { type: 'count-failed', failure: { code: 'OUTCOME_UNKNOWN', retryAfterMs: 1000 } },
    ]);
    expect(requests).toEqual([]);
    await lock?.unlock();
    expect(await look(item)).toMatchObject([{ type: 'charge-found' }]);
  });

  it('a download that settled while the history was read is accounted for', async () => {
    const { store, histories, send, pass, onRead, look } = world();
    const { item } = await send('a', '1');
    pass(5000);
    onRead(async () => {
      if (histories.own.length > 0) return;
      const { claim } = await send('b', '1');
      await store.settle(claim, '{}', START + 5000, 60_000);
      histories.own.push({ at: 5000 });
    });
    // The row is the other's, which the ledger did not know before the reading.
    expect(await look(item)).toMatchObject([{ type: 'charge-not-found', isClear: false }]);
  });

  it('a video with the id of the image is not counted', async () => {
    const { histories, send, pass, look } = world();
    const one = await send('a', '1');
    const other = await send('b', '2');
    histories.window.push({ id: '1', type: 'video', at: 1000 }, { id: '2', at: 1000 });
    pass(5000);
    expect(await look(one.item, other.item)).toMatchObject([
      { type: 'charge-not-found', isClear: true },
      { type: 'charge-found' },
    ]);
  });

  it('the time of sending is corrected by the store’s clock where it was recorded late', async () => {
    const { histories, send, pass, look } = world();
    // The process that sent had not heard Getty Images' clock, and its own ran an hour ahead.
    const { item } = await send('a', '1', { sentAt: START + 3_600_000 });
    histories.own.push({ at: 1000 });
    pass(5000);
    expect(await look(item)).toMatchObject([{ type: 'charge-found', failure: { code: 'LINK_LOST' } }]);
  });

  it('a credit download that both histories list is counted once', async () => {
    const { store, histories, send, pass, look } = world();
    const settled = await send('a', '1', { product: 'CREDIT_PACK' });
    await store.settle(settled.claim, '{}', START + 1000, 60_000);
    const { item } = await send('b', '1', { product: 'CREDIT_PACK' });
    histories.own.push({ product: 'creditpack', at: 1000 });
    histories.credits.push({ id: '1', product: 'creditpack', at: 1000 });
    pass(600_000);
    expect(await look(item)).toMatchObject([{ type: 'charge-not-found', mayResend: true, isClear: true }]);
  });

  it('a credit download that only the history of credits lists is counted', async () => {
    const { histories, send, pass, look } = world();
    const { item } = await send('a', '1', { product: 'CREDIT_PACK' });
    histories.credits.push({ id: '1', product: 'creditpack', at: 1000 });
    pass(5000);
    expect(await look(item)).toMatchObject([{ type: 'charge-found' }]);
  });

  it('sending again is allowed from the end of the settling time', async () => {
    const { send, pass, look } = world();
    const { item } = await send('a', '1');
    pass(SETTLE_MS + TIMEOUT_MS - 1);
    expect(await look(item)).toMatchObject([{ type: 'charge-not-found', mayResend: false }]);
    pass(1);
    expect(await look(item)).toMatchObject([{ type: 'charge-not-found', mayResend: true }]);
  });
});

describe('planning a v1 download', () => {
  const authorization = (part: Partial<V1Authorization>): V1Authorization => ({
    productType: 'EASY_ACCESS',
    productTypeName: 'EasyAccess',
    productId: null,
    downloadToken: 'a-token',
    isFree: false,
    sizeKey: null,
    downloadsRemaining: 5,
    ...part,
  });
  const plan = async (...authorizations: V1Authorization[]) => {
    const scope = {
      getty: { apis: ['V1'] },
      loaders: {
        authorizations: { load: async () => ({ authorizations, upstream: UPSTREAM }), clear: () => {} },
      },
    };
    const context = { scope, selected: [], exhausted: new Set() } as unknown as PlanningContext;
    const item = { request: requestOf(), state: { at: 'claiming' }, customer: { products: [] } };
    const event = await makePlan(context, item as unknown as DownloadTask, 'V1');
    return event.type === 'planned' ? event.plan.downloadToken : event.type;
  };
  const spent = authorization({ downloadToken: 'spent', downloadsRemaining: 0 });
  const open = authorization({ downloadToken: 'open' });
  const free = authorization({ downloadToken: 'free', downloadsRemaining: 0, isFree: true });

  it('a free v1 authorization is used although its product is exhausted', async () => {
    expect(await plan(spent, free, open)).toBe('free');
  });

  it('a v1 authorization with nothing left is skipped', async () => {
    expect(await plan(spent, open)).toBe('open');
    expect(await plan(spent)).toBe('spent');
    expect(await plan()).toBe('no-authorization');
  });
});
