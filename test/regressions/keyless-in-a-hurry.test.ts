import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  dataOf,
  errorOf,
  eventually,
  type RequestOptions,
  type Service,
  startService,
} from '../support/service.js';
import { spendingCalls } from '../support/upstream-calls.js';

const IMAGE = '83454804';
const LINK = `mutation ($input: DownloadImageInput!) {
  downloadImage(input: $input) { download { url isReplay idempotencyKey notices { type code } } userErrors { code } }
}`;

interface Payload {
  readonly download: {
    readonly url: string;
    readonly isReplay: boolean;
    readonly notices: readonly { readonly type: string; readonly code: string }[];
  } | null;
}

describe('issue 11.4: a download without a key', () => {
  let service: Service;
  beforeEach(async () => {
    service = await startService({ simulator: { cacheHeaders: false } });
  });
  afterEach(() => service.close());

  const ask = async (input: object = {}, asking: RequestOptions = {}): Promise<Payload> =>
    dataOf(
      await service.query<{ downloadImage: Payload }>(LINK, { input: { imageId: IMAGE, ...input } }, asking),
    ).downloadImage;
  const sent = (): number => spendingCalls(service.calls()).length;

  /** Asks, gives up as soon as the download was sent, and is gone when this resolves. */
  const giveUp = async (asking: RequestOptions = {}): Promise<void> => {
    const leave = new AbortController();
    const asked = ask({}, { ...asking, signal: leave.signal }).catch(() => 'gone');
    await eventually(sent, 1);
    leave.abort();
    expect(await asked).toBe('gone');
  };

  it('is joined by its client’s next one, at once and while it is under way', async () => {
    service.simulator.options.latencyMs = 400;
    await giveUp();
    const again = await ask();
    expect(again.download).toMatchObject({ isReplay: true });
    expect([sent(), service.simulator.charges.length]).toEqual([1, 1]);
  });

  it('is joined by the last of many attempts that each gave up', async () => {
    service.simulator.options.latencyMs = 1500;
    await giveUp();
    for (let attempt = 0; attempt < 4; attempt += 1) {
      const signal = AbortSignal.timeout(250);
      expect(await ask({}, { signal }).catch(() => 'gone')).toBe('gone');
    }
    expect((await ask()).download).toMatchObject({ isReplay: true });
    expect([sent(), service.simulator.charges.length]).toEqual([1, 1]);
    // What was delivered is not handed out again.
    expect((await ask()).download).toMatchObject({ isReplay: false });
    expect(service.simulator.charges).toHaveLength(2);
  });

  it('is not joined by another client that wants one as well', async () => {
    service.simulator.options.latencyMs = 200;
    const both = await Promise.all([ask(), ask()]);
    expect(both.map(({ download }) => download?.isReplay)).toEqual([false, false]);
    expect(service.simulator.charges).toHaveLength(2);
  });

  it('is not joined by an application of another name', async () => {
    const named = (name: string): RequestOptions => ({ headers: { 'apollographql-client-name': name } });
    service.simulator.options.latencyMs = 400;
    await giveUp(named('web'));
    expect((await ask({}, named('ios'))).download).toMatchObject({ isReplay: false });
    expect((await ask({}, named('web'))).download).toMatchObject({ isReplay: true });
    expect(service.simulator.charges).toHaveLength(2);
  });

  it('says in a notice that a key would have made it safe', async () => {
    expect((await ask()).download?.notices).toEqual([{ type: 'WARNING', code: 'IdempotencyKeyMissing' }]);
    expect((await ask({ idempotencyKey: 'mine' })).download?.notices).toEqual([]);
  });
});

describe('issue 11.4: REQUIRE_IDEMPOTENCY_KEY=on', () => {
  let service: Service;
  beforeEach(async () => {
    service = await startService({ env: { REQUIRE_IDEMPOTENCY_KEY: 'on' } });
  });
  afterEach(() => service.close());

  it('refuses a download without a key, naming the argument, before anything is sent', async () => {
    const response = await service.query(LINK, { input: { imageId: IMAGE } });
    const { message, extensions } = errorOf(response);
    expect(extensions.code).toBe('BAD_USER_INPUT');
    expect(message).toContain('input.idempotencyKey');
    expect(service.calls()).toEqual([]);
    const keyed = await service.query<{ downloadImage: Payload }>(LINK, {
      input: { imageId: IMAGE, idempotencyKey: 'mine' },
    });
    expect(dataOf(keyed).downloadImage.download).toMatchObject({ isReplay: false });
  });
});
