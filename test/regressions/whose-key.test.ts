import { createHash } from 'node:crypto';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { startSimulator } from '../../simulator/src/index.js';
import { connectRedis } from '../../src/redis/connection.js';
import { trustRedis } from '../support/redis-epoch.js';
import { describeWithRedis, type RedisServer, startRedisServer } from '../support/redis-server.js';
import {
  dataOf,
  type RequestOptions,
  type Service,
  type ServiceOptions,
  startService,
} from '../support/service.js';

const UUID = '6d1f8f0e-2b55-4f9e-b1ad-8c7a2f3f9a10';
const LINK = `mutation ($input: DownloadImageInput!) {
  downloadImage(input: $input) { download { url isReplay idempotencyKey } userErrors { code message } }
}`;

interface Payload {
  readonly download: {
    readonly url: string;
    readonly isReplay: boolean;
    readonly idempotencyKey: string;
  } | null;
  readonly userErrors: readonly { readonly code: string; readonly message: string }[];
}

/** In short: `link`, `replay`, or the code of the failure. */
const short = ({ download, userErrors }: Payload): string =>
  download === null ? (userErrors[0]?.code ?? 'nothing') : download.isReplay ? 'replay' : 'link';

describeWithRedis('issue 11.1: a key is its first caller’s, whatever Getty Images says of them later', () => {
  let redis: RedisServer;
  let services: Service[];
  beforeEach(async () => {
    redis = await startRedisServer();
    await trustRedis(redis.url);
    services = [];
  });
  afterEach(async () => {
    for (const service of services.reverse()) await service.close();
    await redis.stop();
  });

  const start = async (options: ServiceOptions = {}): Promise<Service> => {
    const service = await startService({
      simulator: { cacheHeaders: false },
      ...options,
      env: { REDIS_URL: redis.url, ...options.env },
    });
    services.push(service);
    return service;
  };
  const imageOf = (service: Service, account = 'company'): string =>
    service.simulator.imagesFitting(account)[0] ?? '';
  const ask = async (service: Service, input: object, asking: RequestOptions = {}): Promise<Payload> =>
    dataOf(await service.query<{ downloadImage: Payload }>(LINK, { input }, asking)).downloadImage;

  it.each([
    ['a product is added', { products: 'added' }],
    ['a product expires', { products: 'expired' }],
    ['the name changes', { firstName: 'Anders' }],
  ])('%s: the token that used the key gets its link again from another replica', async (_, change) => {
    const one = await start();
    const two = await start({ of: one.simulator });
    const asking = { token: one.simulator.issueToken('company') };
    const input = { imageId: imageOf(one), idempotencyKey: 'order-1' };
    const first = await ask(one, input, asking);
    const account = one.simulator.account('company');
    const [held] = account.products;
    if ('firstName' in change) Object.assign(account, change);
    else if (change.products === 'added')
      Object.assign(account, { products: [held, { ...held, id: 18999 }] });
    else Object.assign(held ?? {}, { status: 'inactive' });
    expect(await ask(two, input, asking)).toMatchObject({
      download: { isReplay: true, url: first.download?.url },
    });
    expect(one.simulator.charges).toHaveLength(1);
  });

  it('a renewed token, whose holder nothing names (GETTY_APIS=v1): refused, and nothing is charged', async () => {
    const service = await start({ env: { GETTY_APIS: 'v1' } });
    const ends: string[] = [];
    const input = { imageId: imageOf(service), idempotencyKey: UUID };
    for (let round = 0; round < 2; round += 1) {
      const token = service.simulator.issueToken('company');
      ends.push(short(await ask(service, input, { token })), short(await ask(service, input, { token })));
    }
    expect(ends).toEqual(['link', 'replay', 'IDEMPOTENCY_KEY_REUSED', 'IDEMPOTENCY_KEY_REUSED']);
    expect(service.simulator.charges).toHaveLength(1);
  });

  it('a renewed token: the link again under a random UUID, a refusal under a key of a few words', async () => {
    const service = await start();
    const asking = (): RequestOptions => ({ token: service.simulator.issueToken('company') });
    for (const [idempotencyKey, end] of [
      [UUID, 'replay'],
      ['order-1', 'IDEMPOTENCY_KEY_REUSED'],
    ] as const) {
      const input = { imageId: imageOf(service), idempotencyKey };
      expect(short(await ask(service, input, asking()))).toBe('link');
      expect(short(await ask(service, input, asking()))).toBe(end);
    }
    expect(service.simulator.charges).toHaveLength(2);
  });

  it('an API key that was rotated: the service’s account gets its link again', async () => {
    const one = await start();
    const other = await startSimulator({ apiKey: 'rotated-key', apiSecret: 'rotated-secret' });
    try {
      const two = await start({ of: other });
      const input = { imageId: imageOf(one), idempotencyKey: UUID };
      const first = await ask(one, input);
      expect(await ask(two, input)).toMatchObject({ download: { isReplay: true, url: first.download?.url } });
      expect([...one.simulator.charges, ...other.charges]).toHaveLength(1);
    } finally {
      await services.pop()?.close();
      await other.close();
    }
  });

  it.each([
    ['equal names', {}],
    ['names that Getty Images leaves null', { firstName: null, lastName: null }],
  ])('two people with %s and the same products never see each other’s links', async (_, names) => {
    const service = await start();
    const { simulator } = service;
    const company = simulator.account('company');
    Object.assign(company, names);
    const { firstName, lastName, products } = company;
    Object.assign(simulator.account('twins'), { firstName, lastName, products: structuredClone(products) });
    const asking = (name: string): RequestOptions => ({ token: simulator.issueToken(name) });
    const input = { imageId: imageOf(service), idempotencyKey: 'order-1' };
    const first = await ask(service, input, asking('company'));
    const second = await ask(service, input, asking('twins'));
    expect(short(second)).toBe('IDEMPOTENCY_KEY_REUSED');
    expect(JSON.stringify(second)).not.toContain(first.download?.url);
    expect(second.userErrors[0]?.message).toContain('another caller');
    expect(simulator.charges.map(({ account }) => account)).toEqual(['company']);
  });

  it('an undelivered answer without a key goes to the same client key only', async () => {
    const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
    const service = await start({
      env: {
        SERVICE_ACCOUNT_ACCESS: 'keys',
        CLIENT_KEYS: `web:${sha256('web-key')},ios:${sha256('ios-key')}`,
      },
    });
    const as = (key: string): RequestOptions => ({ headers: { 'x-client-key': key } });
    const input = { imageId: imageOf(service, 'plenty') };
    service.simulator.options.latencyMs = 300;
    const leave = new AbortController();
    const lost = ask(service, input, { ...as('web-key'), signal: leave.signal }).catch(() => 'gone');
    await expect.poll(() => service.simulator.charges.length, { timeout: 5000 }).toBe(1);
    leave.abort();
    service.simulator.options.latencyMs = 0;
    expect(await lost).toBe('gone');
    await service.query('{ errorCatalog { code } }', {}, as('web-key'));
    expect(short(await ask(service, input, as('ios-key')))).toBe('link');
    expect(short(await ask(service, input, as('web-key')))).toBe('replay');
    expect(service.simulator.charges).toHaveLength(2);
  });

  it('a record that an earlier release wrote is found, and goes on in its new place', async () => {
    const service = await start();
    const { simulator } = service;
    const digest = (text: string, length: number): string =>
      createHash('sha256').update(text).digest('base64url').slice(0, length);
    const input = { imageId: imageOf(service, 'plenty'), idempotencyKey: UUID };
    // The input's hash is what a download of now is stored with.
    const seen = await ask(service, { ...input, idempotencyKey: 'seen' });
    const connection = await connectRedis(redis.url);
    try {
      const now = `getty-graphql:{keys}:key:${digest('seen', 22)}`;
      const inputHash = String(await connection.command('HGET', now, 'inputHash'));
      const former = `service:${digest(JSON.stringify(simulator.apiKey), 32)}`;
      const name = `getty-graphql:{${digest(former, 22)}}:key:${digest(UUID, 22)}`;
      const response = { url: 'https://delivery.example/paid-before', via: 'V3', notices: [], product: null };
      const record = {
        inputHash,
        asset: `image:${input.imageId}`,
        state: 'settled',
        fence: '1',
        leaseUntil: '0',
        sentAt: '1',
        sentStoreAt: '1',
        sendFence: '1',
        answer: JSON.stringify(response),
        expiresAt: String(Date.now() + 3_600_000),
      };
      await connection.command('HSET', name, ...Object.entries(record).flat());
      for (let round = 0; round < 2; round += 1)
        expect(await ask(service, input)).toMatchObject({ download: { isReplay: true, url: response.url } });
      expect(await connection.command('EXISTS', name)).toBe(0);
    } finally {
      await connection.close();
    }
    expect(short(seen)).toBe('link');
    expect(simulator.charges).toHaveLength(1);
  });
});
