import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Bench } from './helpers.js';

type Json = Record<string, unknown>;

const start = Date.UTC(2026, 4, 10, 12);
let now = start;
let bench: Bench;
beforeAll(async () => {
  bench = await Bench.start({ now: () => now });
});
beforeEach(() => {
  now = start;
  Object.assign(bench.sim.options, { v1FreeRedownload: true, alternativeAgreement: false, commitDelayMs: 0 });
  bench.sim.reset();
});
afterAll(() => bench.sim.close());

interface V1Answer {
  readonly status: number;
  readonly header: {
    Status: string;
    StatusList: { Type: string; Code: string; Message: string }[];
    CoordinationId?: string;
  };
  readonly codes: string[];
  readonly json: Json;
}

interface Call {
  readonly token?: string | null;
  readonly folder?: string;
  readonly bodyKey?: string;
  readonly header?: Json;
  readonly http?: boolean;
}

async function v1(name: string, body: Json, call: Call = {}): Promise<V1Answer> {
  const folder = call.folder ?? folderOf(name);
  const token = call.token === undefined ? bench.sim.issueToken('plenty') : call.token;
  const response = await bench.call(`${folder}/${name}`, {
    method: 'POST',
    key: null,
    headers: { 'content-type': 'application/json', ...(call.http ? { 'x-forwarded-proto': 'http' } : {}) },
    body: JSON.stringify({
      RequestHeader: { Token: token, ...call.header },
      [call.bodyKey ?? `${name}RequestBody`]: body,
    }),
  });
  const header = response.json['ResponseHeader'] as V1Answer['header'];
  return {
    status: response.status,
    header,
    codes: header.StatusList.map(({ Code }) => Code),
    json: response.json,
  };
}

function folderOf(name: string): string {
  if (name.endsWith('Session')) return '/v1/session';
  if (name.endsWith('Offerings')) return '/v1/data';
  return name.startsWith('Search') || name === 'GetImageDetails' ? '/v1/search' : '/v1/download';
}

const system = { SystemId: 'simulator-system', SystemPassword: 'simulator-system-password' };
const user = (name: string): Json => ({ ...system, UserName: name, UserPassword: `${name}-password` });

interface Session {
  Token: string;
  SecureToken: string;
  TokenDurationMinutes: number;
}

async function signIn(name: string): Promise<Session> {
  const { json } = await v1('CreateSession', user(name), { token: null });
  return json['CreateSessionResult'] as Session;
}

interface Authorization {
  DownloadToken: string;
  DownloadIsFree: boolean;
  ProductOfferingType: string;
  ProductOfferingInstanceId: string | null;
  DownloadsRemaining?: number;
  SizeKey?: string;
}

async function authorize(
  ids: string[],
  as = 'plenty',
): Promise<{ ImageId: string; Authorizations: Authorization[] }[]> {
  const Images = ids.map((ImageId) => ({ ImageId }));
  const { json } = await v1(
    'GetLargestImageDownloadAuthorizations',
    { Images },
    { token: bench.sim.issueToken(as) },
  );
  const result = json['GetLargestImageDownloadAuthorizationsResult'] as Json;
  return result['Images'] as { ImageId: string; Authorizations: Authorization[] }[];
}

async function tokenFor(id: string, as = 'plenty', type?: string): Promise<string> {
  const [entry] = await authorize([id], as);
  const found = entry?.Authorizations.find((item) => type === undefined || item.ProductOfferingType === type);
  return found?.DownloadToken ?? 'none';
}

interface Item {
  ImageId?: string | null;
  AssetId?: string;
  SizeName: null;
  Status: string;
  UrlAttachment: string | null;
}

async function create(tokens: string[], call: Call = {}): Promise<V1Answer & { items: Item[] | undefined }> {
  const DownloadItems = tokens.map((DownloadToken) => ({ DownloadToken }));
  const response = await v1(
    'CreateDownloadRequest',
    { DownloadItems },
    { bodyKey: 'CreateDownloadRequestBody', ...call },
  );
  const result = response.json['CreateDownloadRequestResult'] as Json | undefined;
  return { ...response, items: result?.['DownloadUrls'] as Item[] | undefined };
}

describe('a session', () => {
  it('a session has two tokens and is valid for half an hour', async () => {
    const { json, header, status } = await v1('CreateSession', user('plenty'), {
      token: null,
      header: { CoordinationId: 'abc' },
    });
    expect(status).toBe(200);
    expect(header).toEqual({ Status: 'success', StatusList: [], CoordinationId: 'abc' });
    expect(json['CreateSessionResult']).toEqual({
      Token: expect.any(String),
      SecureToken: expect.any(String),
      TokenDurationMinutes: 30,
      AccountId: expect.any(String),
    });
  });

  it.each([
    [{ ...user('plenty'), SystemId: 'x' }, null, 'InvalidSystemIdOrPassword'],
    [{ ...user('plenty'), UserPassword: 'x' }, null, 'InvalidUsernameOrPassword'],
    [user('plenty'), 'any', 'InvalidRequest'],
  ])(
    'a session request %j with the token %j is refused with status 200 and no result',
    async (body, token, code) => {
      const { status, codes, header, json } = await v1('CreateSession', body, { token });
      expect({ status, codes, word: header.Status, keys: Object.keys(json) }).toEqual({
        status: 200,
        codes: [code],
        word: 'error',
        keys: ['ResponseHeader'],
      });
    },
  );

  it.each(['RenewSessionRequestBody', 'RenewTokenRequestBody'])(
    'a session is renewed with either token and a body called %s',
    async (bodyKey) => {
      const { Token, SecureToken } = await signIn('plenty');
      for (const token of [Token, SecureToken]) {
        const { json } = await v1('RenewSession', system, { token, bodyKey });
        expect((json['RenewSessionResult'] as Session).SecureToken).not.toBe(SecureToken);
      }
      now += 1_800_000;
      expect((await v1('RenewSession', system, { token: SecureToken })).codes).toEqual([
        'FailedToRenewToken',
      ]);
    },
  );

  it('an application’s session can search and not download', async () => {
    const { json } = await v1('CreateApplicationSession', system, { token: null });
    const { Token } = json['CreateApplicationSessionResult'] as Session;
    expect(
      (
        await v1(
          'SearchForImages',
          { Query: { SearchPhrase: 'sea' } },
          { token: Token, bodyKey: 'SearchForImages2RequestBody' },
        )
      ).header.Status,
    ).toBe('success');
    expect((await create(['x'], { token: Token })).codes).toEqual(['AUTH-021']);
  });
});

describe('a token', () => {
  it.each([
    ['a standard one where a secure one is needed', 'Token', false, 'AUTH-023'],
    ['a secure one over plain HTTP', 'SecureToken', true, 'AUTH-002'],
  ] as const)('the token %s is refused', async (_name, which, http, code) => {
    const session = await signIn('plenty');
    expect((await create(['x'], { token: session[which], http })).codes).toEqual([code]);
  });

  it('a secure token is refused over plain HTTP, for searches too', async () => {
    const { Token, SecureToken } = await signIn('plenty');
    const search = (token: string): Promise<V1Answer> =>
      v1('GetImageDetails', { ImageIds: ['83454804'] }, { token, http: true });
    expect((await search(SecureToken)).codes).toEqual(['AUTH-014']);
    expect((await search(Token)).header.Status).toBe('success');
  });

  it('an OAuth2 token is accepted like a secure one', async () => {
    expect((await create([await tokenFor('83454804')])).header.Status).toBe('success');
    expect((await create(['x'], { token: bench.sim.issueToken('application') })).codes).toEqual(['AUTH-021']);
  });

  it.each([null, 'made-up'])('a token like %j is invalid', async (token) => {
    expect((await create(['x'], { token })).codes).toEqual(['AUTH-012']);
  });
});

describe('a search', () => {
  it.each([
    ['/v2/search', 'SearchForImagesRequestBody'],
    ['/v1/search', 'SearchForImages2RequestBody'],
  ])('a search at %s has the operation %s', async (folder, bodyKey) => {
    const body = {
      Query: { SearchPhrase: 'kitties' },
      ResultOptions: { ItemCount: 10, ItemStartNumber: 11 },
      Filter: { ImageFamilies: ['Creative'] },
    };
    const { json } = await v1('SearchForImages', body, { folder, bodyKey });
    const result = json['SearchForImagesResult'] as Json;
    expect(result).toMatchObject({ ItemCount: 10, ItemStartNumber: 11, ItemTotalCount: expect.any(Number) });
    expect((result['Images'] as Json[])[0]).toMatchObject({
      ImageId: expect.any(String),
      ImageFamily: 'creative',
    });
  });

  it('a search lists downloadable products, with v1’s own spelling', async () => {
    const body = { Query: { SearchPhrase: 'city' }, Filter: { ProductOfferings: ['ImagePack'] } };
    const { json } = await v1('SearchForImages', body, { bodyKey: 'SearchForImages2RequestBody' });
    const images = (json['SearchForImagesResult'] as Json)['Images'] as Json[];
    expect(
      images.every((image) => (image['ApplicableProductOfferings'] as string[]).includes('Imagepack')),
    ).toBe(true);
    expect(images.some((image) => /^\/Date\(-?\d+-0800\)\/$/.test(String(image['DateCreated'])))).toBe(true);
  });

  it.each([
    [{ ItemCount: 7 }, 'InvalidItemCount'],
    [{ ItemStartNumber: 0 }, 'InvalidItemStartNumber'],
    [{ ItemStartNumber: 99999 }, 'StartPastTotal'],
  ])('a search with %j is refused', async (ResultOptions, code) => {
    const body = { Query: { SearchPhrase: 'city' }, ResultOptions };
    expect((await v1('SearchForImages', body, { bodyKey: 'SearchForImages2RequestBody' })).codes).toEqual([
      code,
    ]);
  });

  it('a detail search lists sizes, and their names on request', async () => {
    const ask = async (header: Json, as = 'plenty'): Promise<Json[]> => {
      const { json } = await v1(
        'GetImageDetails',
        { ImageIds: ['83454804', '1'] },
        { header, token: bench.sim.issueToken(as) },
      );
      const [image] = (json['GetImageDetailsResult'] as Json)['Images'] as Json[];
      return image?.['SizesDownloadableImages'] as Json[];
    };
    expect((await ask({}))[0]).not.toHaveProperty('SizeName');
    expect((await ask({ Detail: 'IncludeSizeName' }))[0]).toHaveProperty('SizeName', 'x_small');
    expect(await ask({}, 'none')).toEqual([]);
    expect((await v1('GetImageDetails', { ImageIds: ['1'] })).codes).toEqual(['ImageNotFound']);
    expect((await v1('GetImageDetails', { ImageIds: Array.from({ length: 91 }, String) })).codes).toEqual([
      'MaxExceeded',
    ]);
  });

  it('a video search accepts five hundred ids and authorizes with Easy Access only', async () => {
    const { json } = await v1('SearchForVideos', { Query: { AssetIds: ['690773579'] } });
    const [video] = (json['SearchForVideosResult'] as Json)['Videos'] as {
      DownloadSizes: { Name: string; DownloadAuthorizations: Authorization[] }[];
    }[];
    const size = video?.DownloadSizes.find(({ Name }) => Name === 'hd1');
    expect(size?.DownloadAuthorizations).toMatchObject([{ ProductOfferingType: 'EasyAccess' }]);
    const { items } = await create([size?.DownloadAuthorizations[0]?.DownloadToken ?? '']);
    expect(items).toEqual([
      {
        AssetId: '690773579',
        SizeName: null,
        Status: 'success',
        UrlAttachment: expect.stringContaining('/delivery/'),
      },
    ]);
    const AssetIds = Array.from({ length: 501 }, String);
    expect((await v1('SearchForVideos', { Query: { AssetIds } })).codes).toEqual([
      'AssetIdListExceedsMaxAllowed',
    ]);
  });
});

describe('authorizations', () => {
  it('authorizations are in the order of preference, empty where there are none', async () => {
    const Images = ['83454804', '1', '103131833'].map((ImageId) => ({ ImageId }));
    const { json, header, codes } = await v1('GetLargestImageDownloadAuthorizations', { Images });
    expect(header.Status).toBe('warning');
    expect(codes).toEqual(['ImageNotFound']);
    expect((json['GetLargestImageDownloadAuthorizationsResult'] as Json)['Images']).toMatchObject([
      {
        ImageId: '83454804',
        Authorizations: [
          {
            ProductOfferingType: 'EasyAccess',
            ProductOfferingInstanceId: null,
            DownloadIsFree: false,
            SizeKey: expect.any(String),
          },
          { ProductOfferingType: 'PremiumAccess', ProductOfferingInstanceId: '11002' },
        ],
      },
      { ImageId: '1', Authorizations: [] },
      { ImageId: '103131833', Authorizations: [{ ProductOfferingType: 'EditorialSubscription' }] },
    ]);
  });

  it.each(['none', 'usedup', 'expired', 'credits'])(
    'authorizations for %s are empty with a status entry',
    async (as) => {
      const call = { token: bench.sim.issueToken(as) };
      const { codes } = await v1(
        'GetLargestImageDownloadAuthorizations',
        { Images: [{ ImageId: '83454804' }] },
        call,
      );
      expect(codes).toEqual(['NoAuthorizations']);
    },
  );

  it('authorizations are limited to five hundred images per call', async () => {
    const Images = Array.from({ length: 501 }, () => ({ ImageId: '83454804' }));
    expect((await v1('GetLargestImageDownloadAuthorizations', { Images })).codes).toEqual(['MaxExceeded']);
    expect(
      (await v1('GetLargestImageDownloadAuthorizations', { Images: Images.slice(1) })).header.Status,
    ).toBe('success');
  });

  it('authorizations of one size have a status each, and the remaining allowance of capped products', async () => {
    const { json: details } = await v1('GetImageDetails', { ImageIds: ['83454804'] });
    const [image] = (details['GetImageDetailsResult'] as Json)['Images'] as {
      SizesDownloadableImages: { SizeKey: string }[];
    }[];
    const SizeKey = image?.SizesDownloadableImages[0]?.SizeKey ?? '';
    const ImageSizes = [
      { ImageId: '83454804', SizeKey },
      { ImageId: '83454804', SizeKey: 'S0' },
      { ImageId: '1', SizeKey },
    ];
    const { json, codes } = await v1('GetImageDownloadAuthorizations', { ImageSizes });
    const images = (json['GetImageDownloadAuthorizationsResult'] as Json)['Images'] as {
      Status: string;
      Authorizations: Authorization[];
    }[];
    expect(images.map(({ Status }) => Status)).toEqual(['available', 'invalidsizekey', 'imagenotfound']);
    expect(images[0]?.Authorizations.map(({ DownloadsRemaining }) => DownloadsRemaining)).toEqual([
      undefined,
      1050,
    ]);
    expect(codes).toEqual(['InvalidSizeKey', 'ImageNotFound']);
  });
});

describe('CreateDownloadRequest', () => {
  it('CreateDownloadRequest charges one download per item, visible in v3', async () => {
    const ids = ['83454804', '103131833'];
    const tokens = (await authorize(ids)).map(({ Authorizations }) => Authorizations[0]?.DownloadToken ?? '');
    const { items, header } = await create(tokens, { header: { CoordinationId: 'c-1' } });
    expect(header).toEqual({ Status: 'success', StatusList: [], CoordinationId: 'c-1' });
    expect(items?.map(({ ImageId, SizeName, Status }) => [ImageId, SizeName, Status])).toEqual(
      ids.map((id) => [id, null, 'success']),
    );
    expect(bench.sim.charges).toMatchObject([
      { api: 'v1', assetId: '83454804', productType: 'easyaccess', coordinationId: 'c-1', free: false },
      { api: 'v1', assetId: '103131833', productType: 'editorialsubscription' },
    ]);
    const { json } = await bench.call('/v3/images/103131833/downloadhistory', { as: 'plenty' });
    expect(json['downloads']).toHaveLength(1);
    const file = await fetch(String(items?.[0]?.UrlAttachment));
    expect(file.headers.get('content-type')).toBe('image/jpeg');
  });

  it('CreateDownloadRequest fails item by item', async () => {
    const good = await tokenFor('83454804');
    now += 86_400_001;
    const late = good;
    const foreign = await tokenFor('83454804', 'company');
    const { items, header, codes } = await create(['rubbish', late, foreign, await tokenFor('83454804')]);
    expect(items).toMatchObject([
      { ImageId: null, Status: 'invalidtoken', UrlAttachment: null },
      { ImageId: '83454804', Status: 'expiredtoken', UrlAttachment: null },
      { ImageId: '83454804', Status: 'noaccess', UrlAttachment: null },
      { ImageId: '83454804', Status: 'success' },
    ]);
    expect(codes).toEqual(['InvalidDownloadToken', 'ExpiredDownloadToken', 'NoAuthorizations']);
    expect(header.Status).toBe('warning');
    expect(bench.sim.charges).toHaveLength(1);
  });

  it('CreateDownloadRequest stops at the end of the allowance, within one request too', async () => {
    const token = await tokenFor('83454804', 'twins');
    bench.sim.setRemaining('twins', 17001, 1);
    const { items } = await create([token, token], { token: bench.sim.issueToken('twins') });
    expect(items?.map(({ Status }) => Status)).toEqual(['success', 'noaccess']);
    expect(bench.sim.charges).toHaveLength(1);
  });

  it('CreateDownloadRequest may charge another agreement, with a status entry', async () => {
    bench.sim.options.alternativeAgreement = true;
    const token = await tokenFor('83454804', 'plenty', 'PremiumAccess');
    bench.sim.setRemaining('plenty', 11002, 0);
    const { items, header } = await create([token]);
    expect(items).toMatchObject([{ Status: 'success' }]);
    expect(header).toMatchObject({
      Status: 'success',
      StatusList: [{ Type: 'Information', Code: 'AlternativeAgreement' }],
    });
    expect(bench.sim.charges).toMatchObject([{ productType: 'easyaccess' }]);
  });

  it('CreateDownloadRequest is free under Easy Access within a day of the first download', async () => {
    await create([await tokenFor('83454804')]);
    const [again] = await authorize(['83454804']);
    expect(again?.Authorizations.map(({ DownloadIsFree }) => DownloadIsFree)).toEqual([true, false]);
    await create([again?.Authorizations[0]?.DownloadToken ?? '']);
    expect(bench.sim.charges.map(({ free }) => free)).toEqual([false, true]);
    expect(bench.sim.account('plenty').products[0]?.remaining).toBe(4999);
    bench.sim.options.v1FreeRedownload = false;
    expect((await authorize(['83454804']))[0]?.Authorizations[0]?.DownloadIsFree).toBe(false);
  });

  it('CreateDownloadRequest requires an agreement', async () => {
    expect((await create(['x'], { token: bench.sim.issueToken('none') })).codes).toEqual(['NoAgreement']);
  });

  it('CreateDownloadRequest can be charged late', async () => {
    bench.sim.options.commitDelayMs = 1000;
    const [one, two] = [await tokenFor('83454804'), await tokenFor('103131833')];
    const call = create([one, two]);
    await expect.poll(() => bench.sim.requests.at(-1)?.operation).toBe('CreateDownloadRequest');
    await authorize(['83454804']);
    expect(bench.sim.charges).toEqual([]);
    await bench.sim.flush();
    expect((await call).header.Status).toBe('success');
    expect(bench.sim.charges).toHaveLength(2);
  });

  it('CreateDownloadRequest can drop, rename and garble entries', async () => {
    const tokens = [await tokenFor('83454804'), await tokenFor('103131833')];
    bench.sim.inject({
      operation: 'CreateDownloadRequest',
      kind: 'v1',
      v1Items: ([, second]) => [{ ...second, Status: 'FailedToGetDownloadUrl', UrlAttachment: null }],
      v1Header: (header) => ({ ...header, Status: 'Warning', StatusList: [] }),
    });
    const { items, header } = await create(tokens);
    expect(items).toMatchObject([{ ImageId: '103131833', Status: 'FailedToGetDownloadUrl' }]);
    expect(header.Status).toBe('Warning');
    expect(bench.sim.charges).toHaveLength(2);
  });
});

describe('GetPreviousDownloads', () => {
  const DateRange = { Start: '1900-01-01T00:00:00Z', End: '2030-01-01T00:00:00Z' };
  const ask = async (body: Json, as = 'plenty'): Promise<V1Answer & { result: Json }> => {
    const response = await v1(
      'GetPreviousDownloads',
      { ItemCount: 25, ItemStartNumber: 1, ...body },
      { token: bench.sim.issueToken(as) },
    );
    return { ...response, result: (response.json['GetPreviousDownloadsResultBody'] ?? {}) as Json };
  };

  it('GetPreviousDownloads pages through downloads of all versions, newest first', async () => {
    await bench.download('83454804', 'plenty');
    const { result, header } = await ask({});
    expect(header).toEqual({ Status: 'success', StatusList: [] });
    expect((result['PreviousDownloads'] as Json[])[0]).toEqual({
      AssetId: '83454804',
      DateDownloaded: '2026-05-10T12:00:00Z',
      ThumbnailImageUrl: `${bench.sim.url}/media/images/83454804/thumb.jpg`,
      ProductOffering: 'EasyAccess',
    });
    const total = Number(result['ItemTotalCount']);
    const last = await ask({ ItemStartNumber: Math.floor((total - 1) / 25) * 25 + 1 });
    expect(last.result['ItemCount']).toBe(((total - 1) % 25) + 1);
  });

  it('GetPreviousDownloads filters by product and by either name of the dates', async () => {
    const { result } = await ask({
      Filter: { DateRange, ProductOffering: 'EditorialSubscription' },
      ItemCount: 100,
    });
    const offerings = (result['PreviousDownloads'] as Json[]).map(({ ProductOffering }) => ProductOffering);
    expect(new Set(offerings)).toEqual(new Set(['EditorialSubscription']));
    const none = await ask({ Filter: { DateRange: { StartDate: '1900-01-01', EndDate: '1901-01-01' } } });
    expect(none.result['ItemTotalCount']).toBe(0);
  });

  it.each([
    [{ ItemCount: 0 }, 'InvalidItemCount'],
    [{ ItemStartNumber: 0 }, 'InvalidItemStartNumber'],
    [{ ItemCount: 101 }, 'MaxExceeded'],
    [{ ItemStartNumber: 5000 }, 'StartPastTotal'],
    [{ Filter: { ProductOffering: 'Everything' } }, 'InvalidProductOffering'],
    [{ Filter: { DateRange: { Start: '2020-01-01T00:00:00Z' } } }, 'InvalidRequest'],
  ])('GetPreviousDownloads refuses %j', async (body, code) => {
    expect((await ask(body)).codes).toEqual([code]);
  });
});

it('product offerings are listed, ended ones on request only', async () => {
  const offerings = async (name: string, as: string): Promise<Json[]> => {
    const { json } = await v1(name, {}, { token: bench.sim.issueToken(as) });
    return (json[`${name}Result`] as Json)['ProductOfferings'] as Json[];
  };
  expect(await offerings('GetActiveProductOfferings', 'plenty')).toMatchObject([
    {
      ProductOfferingInstanceId: 11001,
      ProductOfferingType: 'Subscription',
      Name: 'Easy Access',
      DownloadsRemaining: 5000,
      Status: 'Active',
    },
    { ProductOfferingType: 'Subscription' },
    { ProductOfferingType: 'ImagePack' },
    { ProductOfferingType: 'Subscription' },
  ]);
  expect(await offerings('GetActiveProductOfferings', 'expired')).toEqual([]);
  expect(await offerings('GetAllProductOfferings', 'expired')).toMatchObject([{ Status: 'Expired' }]);
});

it.each(['', 'null', '{}', '[]', '{"RequestHeader":{}}'])(
  'v1 responds to the body %j with an error and status 200',
  async (body) => {
    const response = await bench.call('/v1/session/CreateSession', { method: 'POST', key: null, body });
    expect(response).toMatchObject({
      status: 200,
      json: { ResponseHeader: { Status: 'error', StatusList: [{ Code: 'InvalidRequest' }] } },
    });
  },
);
