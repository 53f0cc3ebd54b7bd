import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkBatch } from '../../../src/downloads/download.js';
import { downloadFailure, failureToServiceError } from '../../../src/downloads/download-failure.js';
import {
  assetKeyOf,
  inputHash,
  type RawDownloadInput,
  readDownloadInput,
  unsupportedField,
} from '../../../src/downloads/download-request.js';
import type { GettyApi } from '../../../src/errors/upstream-failure.js';
import { requestOf, UPSTREAM } from './samples.js';

const image = (part: RawDownloadInput = {}) =>
  readDownloadInput({ imageId: '83454804', ...part }, 'image', ['input']);
const video = (part: RawDownloadInput = {}) =>
  readDownloadInput({ videoId: '690773579', ...part }, 'video', ['input']);

describe('download input', () => {
  it('an id alone is valid input', () => {
    expect(image()).toEqual(requestOf());
    expect(video()).toEqual(requestOf({ asset: { type: 'video', id: '690773579' } }));
  });

  it('all fields are accepted, and null counts as omitted', () => {
    const all = {
      productType: 'PREMIUM_ACCESS',
      productId: 'gid://getty/ProductOffering/5678',
      fileType: 'EPS',
      height: 1024,
      note: 'front page',
      projectCode: 'P-1',
      idempotencyKey: 'k-1',
      via: 'V3',
    } as const;
    const { idempotencyKey, ...same } = all;
    expect(image(all)).toEqual(requestOf({ ...same, productId: '5678', key: idempotencyKey }));
    const nulls = Object.fromEntries(Object.keys({ ...all, size: 1 }).map((name) => [name, null]));
    expect(image(nulls)).toEqual(requestOf());
  });

  it('a blank note or code counts as omitted', () => {
    expect(image({ note: '  ', projectCode: '' })).toEqual(requestOf());
  });

  const long = 'x'.repeat(501);
  it.each<[string, () => unknown, string, RegExp]>([
    ['no id', () => image({ imageId: '' }), 'imageId', /no id of an Image/],
    [
      'the id of a video',
      () => image({ imageId: 'gid://getty/Video/1' }),
      'imageId',
      /of a Video, not of an Image/,
    ],
    [
      'the id of an image',
      () => video({ videoId: 'gid://getty/Image/1' }),
      'videoId',
      /of an Image, not of a Video/,
    ],
    ['a product that is none', () => image({ productId: 'BA19430' }), 'productId', /productOfferings/],
    [
      'a product of eleven digits',
      () => image({ productId: '1'.repeat(11) }),
      'productId',
      /productOfferings/,
    ],
    ['no height', () => image({ height: 0 }), 'height', /out of range/],
    ['a height below zero', () => image({ height: -1 }), 'height', /out of range/],
    ['a height beyond all', () => image({ height: 100_001 }), 'height', /1 to 100000/],
    ['a long note', () => image({ note: long }), 'note', /501 characters; at most 500/],
    ['a long code', () => image({ projectCode: long }), 'projectCode', /at most 500/],
    ['an empty key', () => image({ idempotencyKey: '' }), 'idempotencyKey', /UUID/],
    ['a key with a blank', () => image({ idempotencyKey: 'a b' }), 'idempotencyKey', /visible ASCII/],
    ['a key of 256', () => image({ idempotencyKey: 'k'.repeat(256) }), 'idempotencyKey', /1 to 255/],
    ['a key beyond ASCII', () => image({ idempotencyKey: 'ключ' }), 'idempotencyKey', /visible ASCII/],
    ['a size that is no name', () => video({ size: 'a/b' }), 'size', /hd1/],
    ['EPS through v1', () => image({ via: 'V1', fileType: 'EPS' }), 'fileType', /V1 cannot do this/],
    ['a note through v2', () => image({ via: 'V2', note: 'n' }), 'note', /V2 cannot do this/],
    [
      'a product through v2',
      () => image({ via: 'V2', productType: 'EASY_ACCESS' }),
      'productType',
      /V2 cannot/,
    ],
    ['a video through v2', () => video({ via: 'V2' }), 'via', /no videos/],
    [
      'a video under Premium Access through v1',
      () => video({ via: 'V1', productType: 'PREMIUM_ACCESS' }),
      'productType',
      /EASY_ACCESS only/,
    ],
  ])('refuses %s', (_what, read, argument, message) => {
    expect(read).toThrow(
      expect.objectContaining({
        code: 'BAD_USER_INPUT',
        argument: ['input', argument],
        message: expect.stringMatching(message),
      }),
    );
  });

  it('an error names the item of the batch', () => {
    expect(() => readDownloadInput({ imageId: '!' }, 'image', ['input', 'items', '7'])).toThrow(
      expect.objectContaining({ argument: ['input', 'items', '7', 'imageId'] }),
    );
  });
});

describe('input that a version cannot serve', () => {
  /** `DESIGN`: v1 none of file type, height, note and code; v2 none of them and no product. */
  it.each<[GettyApi, string, object, string | null]>([
    ...(['fileType', 'height', 'note', 'projectCode', 'productType', 'productId'] as const).flatMap(
      (name) => {
        const part = { [name]: name === 'height' ? 1024 : name === 'fileType' ? 'EPS' : 'EASY_ACCESS' };
        const isProduct = name.startsWith('product');
        return [
          ['V3', name, part, null],
          ['V2', name, part, name],
          ['V1', name, part, isProduct ? null : name],
        ] as [GettyApi, string, object, string | null][];
      },
    ),
    ['V3', 'nothing', {}, null],
    ['V2', 'nothing', {}, null],
    ['V1', 'nothing', {}, null],
  ])('%s with %s is BAD_USER_INPUT exactly where the version cannot serve it', (api, _name, part, unable) => {
    expect(unsupportedField(requestOf(part), api)).toBe(unable);
  });

  it('versions that cannot serve a video are BAD_USER_INPUT', () => {
    const asset = { type: 'video', id: '1' } as const;
    expect(unsupportedField(requestOf({ asset }), 'V3')).toBeNull();
    expect(unsupportedField(requestOf({ asset, size: 'hd1' }), 'V3')).toBeNull();
    expect(unsupportedField(requestOf({ asset }), 'V2')).toBe('asset');
    expect(unsupportedField(requestOf({ asset, size: 'hd1' }), 'V1')).toBeNull();
    expect(unsupportedField(requestOf({ asset, productType: 'EASY_ACCESS' }), 'V1')).toBeNull();
    expect(unsupportedField(requestOf({ asset, productType: 'PREMIUM_ACCESS' }), 'V1')).toBe('productType');
  });
});

describe('the hash of an input', () => {
  const said = {
    productType: 'PREMIUM_ACCESS',
    productId: '5678',
    fileType: 'EPS',
    height: 1024,
    size: 'hd1',
    note: 'n',
    projectCode: 'P-1',
  } as const;

  it('the input hash does not depend on key, version, position or form of the id', () => {
    const hash = inputHash(image());
    expect(inputHash(image({ idempotencyKey: 'k' }))).toBe(hash);
    expect(inputHash(image({ via: 'V1' }))).toBe(hash);
    expect(inputHash(image({ imageId: 'gid://getty/Image/83454804' }))).toBe(hash);
    expect(inputHash({ ...image(), path: ['input', 'items', '3'] })).toBe(hash);
    const mutation = { ...image(), clientMutationId: 'm' };
    expect(inputHash(mutation)).toBe(hash);
    const byGid = { productType: 'PREMIUM_ACCESS', productId: 'gid://getty/ProductOffering/5678' } as const;
    expect(inputHash(image(byGid))).toBe(inputHash(image({ ...byGid, productId: '5678' })));
  });

  it.each(Object.entries(said))('the input hash depends on %s', (name, value) => {
    expect(inputHash(requestOf({ [name]: value }))).not.toBe(inputHash(requestOf()));
    const other = typeof value === 'number' ? value + 1 : `${value}x`;
    expect(inputHash(requestOf({ [name]: value }))).not.toBe(inputHash(requestOf({ [name]: other })));
  });

  it('the input hash differs between an image and a video of one id', () => {
    const asset = { type: 'video', id: '83454804' } as const;
    expect(inputHash(requestOf({ asset }))).not.toBe(inputHash(requestOf()));
    expect([assetKeyOf(requestOf()), assetKeyOf({ asset })]).toEqual(['image:83454804', 'video:83454804']);
  });

  it('different inputs have different hashes', () => {
    const text = fc.option(fc.string(), { nil: null });
    const inputs = fc.record({ note: text, projectCode: text, size: text });
    fc.assert(
      fc.property(inputs, inputs, (one, other) => {
        const isSame =
          one.note === other.note && one.projectCode === other.projectCode && one.size === other.size;
        expect(inputHash(requestOf(one)) === inputHash(requestOf(other))).toBe(isSame);
      }),
    );
  });
});

describe('items of one batch', () => {
  const item = (index: number, id: string, key: string | null) =>
    requestOf({ asset: { type: 'image', id }, key, path: ['input', 'items', `${index}`] });

  it.each([
    ['different images', [item(0, '1', null), item(1, '2', null)]],
    ['the same image under keys of their own', [item(0, '1', 'a'), item(1, '1', 'b'), item(2, '1', 'c')]],
    ['nothing', []],
  ])('a batch of %s is accepted', (_what, items) => {
    expect(() => checkBatch(items)).not.toThrow();
  });

  it.each<[string, ReturnType<typeof item>[], string[], RegExp]>([
    [
      'the same key twice',
      [item(0, '1', 'a'), item(1, '2', 'a')],
      ['input', 'items', '1', 'idempotencyKey'],
      /item 0/,
    ],
    [
      'the same image without keys',
      [item(0, '1', null), item(1, '1', null)],
      ['input', 'items', '1', 'imageId'],
      /item 0/,
    ],
    [
      'the first of them without',
      [item(0, '1', null), item(1, '1', 'b')],
      ['input', 'items', '1', 'imageId'],
      /item 0/,
    ],
    [
      'the second of them without',
      [item(0, '1', 'a'), item(1, '1', null)],
      ['input', 'items', '1', 'imageId'],
      /item 0/,
    ],
    [
      'a third without',
      [item(0, '1', 'a'), item(1, '1', 'b'), item(2, '1', null)],
      ['input', 'items', '2', 'imageId'],
      /item 1/,
    ],
  ])('a batch of %s is refused', (_what, items, argument, message) => {
    expect(() => checkBatch(items)).toThrow(
      expect.objectContaining({ code: 'BAD_USER_INPUT', argument, message: expect.stringMatching(message) }),
    );
  });
});

describe('a failure that is not selected as data', () => {
  it('an unselected failure is thrown with the same code, message and upstream', () => {
    const failure = downloadFailure('NOT_ENTITLED', 'no', {
      allowedProductTypes: [],
      field: ['input'],
      upstream: UPSTREAM,
    });
    expect(failureToServiceError(failure)).toMatchObject({
      code: 'NOT_ENTITLED',
      message: 'no',
      argument: ['input'],
      isRetryable: false,
      upstream: UPSTREAM,
    });
  });

  it('a thrown failure has retryAfterMs and the idempotency key', () => {
    const failure = downloadFailure('OUTCOME_UNKNOWN', 'who knows', {
      checkedAt: new Date(0),
      retryAfterMs: 5000,
      idempotencyKey: 'k',
      sentAt: null,
      isFinal: false,
      candidates: [],
    });
    expect(failureToServiceError(failure)).toMatchObject({
      isRetryable: true,
      retryAfterMs: 5000,
      idempotencyKey: 'k',
    });
  });
});
