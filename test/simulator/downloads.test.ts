import jpeg from 'jpeg-js';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { SimulatorSwitches } from '../../simulator/src/index.js';
import { Bench } from './helpers.js';

const start = Date.UTC(2026, 4, 10, 12);
const usual: Partial<SimulatorSwitches> = {
  refusalStyle: 'named',
  redirectStatus: 303,
  bareStringUri: false,
  userTokenRequiredStatus: 403,
  commitDelayMs: 0,
  hideUsedUp: false,
};
let now = start;
let bench: Bench;
beforeAll(async () => {
  bench = await Bench.start({ now: () => now });
});
beforeEach(() => {
  now = start;
  Object.assign(bench.sim.options, usual);
  bench.sim.reset();
});
afterAll(() => bench.sim.close());

const remaining = (account: string, productId: number): number | null | undefined =>
  bench.sim.account(account).products.find(({ id }) => id === productId)?.remaining;

describe('a download', () => {
  it('a download gives a link, reduces the allowance, and is in ledger and history', async () => {
    const response = await bench.download('83454804', 'plenty', 'product_type=easyaccess&product_id=11001');
    expect(response).toMatchObject({ status: 200, json: { uri: expect.stringContaining('/delivery/') } });
    expect(remaining('plenty', 11001)).toBe(4999);
    expect(bench.sim.charges).toEqual([
      {
        seq: 1,
        at: now,
        account: 'plenty',
        assetId: '83454804',
        assetType: 'image',
        productId: 11001,
        productType: 'easyaccess',
        api: 'v3',
        free: false,
        note: null,
        projectCode: null,
        coordinationId: null,
      },
    ]);
    const { json } = await bench.call('/v3/images/83454804/downloadhistory', { as: 'plenty' });
    expect(json['downloads']).toHaveLength(1);
  });

  it('a repeated download is charged again with another link', async () => {
    const [one, two] = [
      await bench.download('83454804', 'plenty'),
      await bench.download('83454804', 'plenty'),
    ];
    expect(one.json['uri']).not.toBe(two.json['uri']);
    expect(bench.sim.charges).toHaveLength(2);
    expect(remaining('plenty', 11001)).toBe(4998);
  });

  it('a download without auto_download redirects with the configured status', async () => {
    for (const status of [303, 302] as const) {
      bench.sim.options.redirectStatus = status;
      const response = await bench.call('/v3/downloads/images/83454804?product_type=easyaccess', {
        method: 'POST',
        as: 'plenty',
        body: '',
      });
      expect(response).toMatchObject({ status, text: '' });
      expect(response.headers.get('location')).toContain(`${bench.sim.url}/delivery/`);
    }
  });

  it('a download may respond with a bare string, as in former times', async () => {
    bench.sim.options.bareStringUri = true;
    const { text } = await bench.download('83454804', 'plenty');
    expect(JSON.parse(text)).toMatch(/^http/);
  });

  it.each(['', 'null', '{}', '{"download_notes":null}'])('a download accepts the body %j', async (body) => {
    expect((await bench.download('83454804', 'plenty', 'product_type=easyaccess', body)).status).toBe(200);
  });

  it('a download uses the overage when the limit is exhausted, then is refused', async () => {
    bench.sim.setRemaining('plenty', 11002, 1);
    for (let n = 0; n < 51; n += 1) await bench.download('83454804', 'plenty', 'product_type=premiumaccess');
    expect(bench.sim.charges).toHaveLength(51);
    const over = await bench.download('83454804', 'plenty', 'product_type=premiumaccess');
    expect(over).toMatchObject({ status: 403, json: { ErrorCode: 'OverageLimitReached' } });
  });

  it('a vector image is delivered as EPS on request', async () => {
    const found = await bench.call(
      '/v3/search/images/creative?phrase=sea&file_types=eps&download_product=easyaccess&fields=id',
      { as: 'plenty' },
    );
    const id = String((found.json['images'] as { id: string }[])[0]?.id);
    const response = await bench.download(id, 'plenty', 'product_type=easyaccess&file_type=eps');
    const file = await bench.call(String(response.json['uri']), { key: null });
    expect(
      (await bench.call(`${bench.sim.url}${new URL(String(file.headers.get('location'))).pathname}`)).text,
    ).toContain('%!PS-Adobe');
  });

  it('a video download gives a link by default', async () => {
    const path = '/v3/downloads/videos/690773579';
    const response = await bench.call(`${path}?product_type=easyaccess&size=hd1`, {
      method: 'POST',
      as: 'plenty',
    });
    expect(response.status).toBe(200);
    const next = await bench.call(String(response.json['uri']), { key: null });
    expect(next.status).toBe(307);
    const file = await fetch(String(response.json['uri']));
    expect(file.headers.get('content-type')).toBe('video/quicktime');
    expect(file.headers.get('content-disposition')).toBe('attachment; filename=GettyImages-690773579.mov');
    const redirect = await bench.call(`${path}?product_type=easyaccess&auto_download=true`, {
      method: 'POST',
      as: 'plenty',
    });
    expect(redirect.status).toBe(303);
    expect(bench.sim.charges.map(({ assetType }) => assetType)).toEqual(['video', 'video']);
  });
});

describe('a refused download is not charged', () => {
  const image = '/v3/downloads/images/83454804';
  it.each([
    // The first error decides, in this order.
    [
      'an unknown id',
      'plenty',
      '/v3/downloads/images/1?product_type=nonsense',
      400,
      'InvalidRequestParameterValue',
    ],
    ['an unknown id', 'none', '/v3/downloads/images/1', 404, 'ImageNotFound'],
    ['an unknown video', 'plenty', '/v3/downloads/videos/1', 404, 'VideoNotFound'],
    ['several types', 'plenty', image, 400, 'ProductTypeNotSpecified'],
    ['several instances', 'twins', image, 400, 'ProductIdNotSpecified'],
    ["another's product", 'plenty', `${image}?product_id=17001`, 401, 'ProductIdNotAvailableForUser'],
    [
      'a number of another type',
      'plenty',
      `${image}?product_id=11001&product_type=premiumaccess`,
      401,
      'ProductIdNotAvailableForUser',
    ],
    [
      'a type that does not cover it',
      'plenty',
      `${image}?product_type=editorialsubscription`,
      401,
      'NoDownloadAuthorization',
    ],
    ['a type not held', 'company', `${image}?product_type=premiumaccess`, 401, 'NoDownloadAuthorization'],
    ['an image not covered', 'company', '/v3/downloads/images/103131833', 401, 'NoDownloadAuthorization'],
    ['no products', 'none', image, 401, 'NoAgreement'],
    ['only ended products', 'expired', image, 401, 'NoAgreement'],
    ['a height not offered', 'company', `${image}?height=7`, 404, 'FileDownloadSizeNotFound'],
    ['no such file type', 'company', `${image}?file_type=eps`, 404, 'FileDownloadSizeNotFound'],
    ['no such size', 'company', '/v3/downloads/videos/690773579?size=8k', 404, 'FileDownloadSizeNotFound'],
    ['paperwork missing', 'notes', image, 400, 'MissingRequiredQueryParameters'],
    ['nothing left', 'usedup', image, 403, 'OverageLimitReached'],
    ['an unknown parameter', 'plenty', `${image}?notes=x`, 400, 'InvalidParameterValue'],
    ['no number', 'plenty', `${image}?product_id=easyaccess`, 400, 'InvalidRequest'],
    ['no user', 'application', image, 403, 'UserTokenRequired'],
  ])('a download with %s is refused and not charged (%s)', async (_name, as, path, status, code) => {
    expect(await bench.call(path, { method: 'POST', as })).toMatchObject({
      status,
      json: { ErrorCode: code },
    });
    expect(bench.sim.charges).toEqual([]);
  });

  it.each([
    ['{"download_notes":"x"}', 'MissingRequiredQueryParameters'],
    ['{"project_code":"SPRING-26"}', 'MissingRequiredQueryParameters'],
    ['{"download_notes":" ","project_code":"SPRING-26"}', 'MissingRequiredQueryParameters'],
    ['{"download_notes":"x","project_code":"WINTER-26"}', 'InvalidRequestParameterValue'],
    ['{"download_details":{"download_notes":"x"}}', 'InvalidRequest'],
    ['{"download_notes":7}', 'InvalidRequest'],
    ['[]', 'InvalidRequest'],
    ['{', 'MalformedRequest'],
  ])('a download with the body %s is refused and not charged', async (body, code) => {
    expect(await bench.download('83454804', 'notes', '', body)).toMatchObject({
      status: 400,
      json: { ErrorCode: code },
    });
    expect(bench.sim.charges).toEqual([]);
  });

  it('a download with the key alone is refused and not charged', async () => {
    expect(await bench.call(image, { method: 'POST' })).toMatchObject({
      status: 401,
      json: { ErrorCode: 'AuthorizationTokenRequired' },
    });
  });

  it('a download without credits left is refused and not charged', async () => {
    bench.sim.setRemaining('credits', 16001, 0);
    expect(await bench.download('83454804', 'credits', '')).toMatchObject({
      status: 401,
      json: { ErrorCode: 'InsufficientCredits' },
    });
  });

  it.each([
    ['opaque401', 401, '{"message":"Unauthorized"}'],
    ['empty403', 403, ''],
  ] as const)(
    'an asset outside the agreement is refused in the form of %s',
    async (refusalStyle, status, text) => {
      bench.sim.options.refusalStyle = refusalStyle;
      expect(await bench.download('103131833', 'company', '')).toMatchObject({ status, text });
    },
  );

  it('an exhausted product may be refused as one not held', async () => {
    bench.sim.options.hideUsedUp = true;
    expect(await bench.download('83454804', 'usedup', '')).toMatchObject({
      status: 401,
      json: { ErrorCode: 'NoDownloadAuthorization' },
    });
  });
});

describe('a delivered file', () => {
  it('a link delivers a JPEG after one redirect, with its name in the headers, without credentials', async () => {
    const uri = String((await bench.download('83454804', 'plenty')).json['uri']);
    expect((await bench.call(uri, { key: null })).status).toBe(302);
    const file = await fetch(uri);
    const body = new Uint8Array(await file.arrayBuffer());
    expect(file.headers.get('content-type')).toBe('image/jpeg');
    expect(file.headers.get('content-disposition')).toBe('attachment; filename=GettyImages-83454804.jpg');
    expect(file.headers.get('content-length')).toBe(String(body.length));
    const { width, height } = jpeg.decode(body, { useTArray: true });
    expect(width / height).toBeCloseTo(1.5, 1);
    const head = await fetch(uri, { method: 'HEAD' });
    expect(head.headers.get('content-length')).toBe(String(body.length));
  });

  it('another image has another file', async () => {
    const [a, b] = await Promise.all(
      ['83454804', 'BA19430'].map(
        async (id) =>
          new Uint8Array(await (await fetch(`${bench.sim.url}/media/images/${id}/thumb.jpg`)).arrayBuffer()),
      ),
    );
    expect(a).not.toEqual(b);
    const { width, height } = jpeg.decode(a ?? new Uint8Array(), { useTArray: true });
    expect(Math.max(width, height)).toBe(170);
  });

  it('a link is valid for a day', async () => {
    const uri = String((await bench.download('83454804', 'plenty')).json['uri']);
    now += 86_400_000;
    expect((await bench.call(uri)).status).toBe(302);
    now += 1;
    expect((await bench.call(uri)).status).toBe(403);
    expect((await bench.call('/delivery/made-up')).status).toBe(403);
  });

  it('thumbnails are delivered without credentials', async () => {
    const response = await bench.call('/media/images/83454804/comp.jpg', { key: null });
    expect(response.status).toBe(200);
    expect(response.headers.get('cache-control')).toContain('public');
    expect(response.headers.get('access-control-allow-origin')).toBe('*');
    expect((await bench.call('/media/images/83454804/huge.jpg')).status).toBe(404);
  });
});

it('an account’s downloadable assets are listed', () => {
  expect(bench.sim.imagesFitting('plenty', 'editorialsubscription')).toContain('103131833');
  expect(bench.sim.imagesFitting('none')).toEqual([]);
  expect(bench.sim.imagesFitting('plenty', 'imagepack', 50)).toHaveLength(50);
});
