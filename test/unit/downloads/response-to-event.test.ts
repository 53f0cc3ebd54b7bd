import { describe, expect, it } from 'vitest';
import type { DownloadRecord } from '../../../src/catalog/history/record-id.js';
import { cannotBeTold, downloadFailure } from '../../../src/downloads/download-failure.js';
import type { IdempotencyRecord } from '../../../src/downloads/idempotency/idempotency-store.js';
import { decodeOutcome, encodeLost, encodeResult } from '../../../src/downloads/outcome-codec.js';
import {
  assetNotFound,
  type ResponseContext,
  responseToEvent,
} from '../../../src/downloads/response-to-event.js';
import type { Event } from '../../../src/downloads/state-machine.js';
import type { DownloadResponse } from '../../../src/getty/model/download-response.js';
import type { UpstreamErrorKind } from '../../../src/getty/model/error-kind.js';
import { productOf, refOf, requestOf, UPSTREAM } from './samples.js';

const LINK = 'https://delivery.gettyimages.com/f/1';
const facts = (part: Partial<ResponseContext> = {}): ResponseContext => ({
  request: requestOf(),
  plan: {
    api: 'V3',
    ref: refOf('premiumaccess', '1'),
    product: productOf('premiumaccess', '1'),
    downloadToken: null,
    allowance: null,
  },
  session: 'service',
  next: 'V1',
  ...part,
});
const refused = (errorKind: UpstreamErrorKind): DownloadResponse => ({
  kind: 'refused',
  errorKind,
  upstream: UPSTREAM,
});

describe('events of refusals', () => {
  const EXPECTED: Readonly<
    Record<Exclude<UpstreamErrorKind['kind'], 'bad-input' | 'rate-limited'>, Event<unknown>['type']>
  > = {
    'token-rejected': 'token-rejected',
    'opaque-401': 'opaque-401',
    'unknown-route': 'uncharged',
    'key-inactive': 'uncharged',
    'user-token-required': 'uncharged',
    'no-authorization': 'no-authorization',
    'quota-exhausted': 'refused',
    'asset-not-found': 'refused',
    requirements: 'refused',
    'download-token': 'download-token-stale',
    forbidden: 'refused',
    refused: 'refused',
    outage: 'unknown',
  };

  it.each(Object.entries(EXPECTED))('the refusal %s becomes %s', (kind, type) => {
    expect(responseToEvent(refused({ kind } as UpstreamErrorKind), facts()).type).toBe(type);
  });

  it.each([
    [
      'rate',
      { kind: 'rate-limited', retryAfterMs: 1500 },
      { retryAfterMs: 1500, code: 'UPSTREAM_RATE_LIMITED' },
    ],
    ['the key', { kind: 'key-inactive' }, { code: 'API_KEY_INACTIVE' }],
    ['the person', { kind: 'user-token-required' }, { code: 'USER_TOKEN_REQUIRED' }],
  ] as const)('a refusal about %s is uncharged and tries no other version', (_what, errorKind, error) => {
    expect(responseToEvent(refused(errorKind), facts())).toMatchObject({
      type: 'uncharged',
      next: null,
      error,
    });
  });

  it('a rejected token is replaced for the service, never for a caller', () => {
    expect(responseToEvent(refused({ kind: 'token-rejected' }), facts())).toMatchObject({ canReplace: true });
    expect(responseToEvent(refused({ kind: 'token-rejected' }), facts({ session: 'caller' }))).toMatchObject({
      canReplace: false,
      error: { code: 'UNAUTHENTICATED' },
    });
  });

  it.each([
    [{ kind: 'quota-exhausted' }, 'QUOTA_EXHAUSTED'],
    [{ kind: 'asset-not-found' }, 'ASSET_NOT_FOUND'],
    [{ kind: 'requirements' }, 'DOWNLOAD_REFUSED'],
    [{ kind: 'forbidden' }, 'DOWNLOAD_REFUSED'],
    [{ kind: 'refused' }, 'DOWNLOAD_REFUSED'],
    [{ kind: 'download-token' }, 'DOWNLOAD_REFUSED'],
  ] as const)('the refusal %j becomes %s', (errorKind, code) => {
    expect(responseToEvent(refused(errorKind), facts())).toMatchObject({
      failure: { code, upstream: UPSTREAM },
    });
  });

  it('a refusal about requirements is DOWNLOAD_REQUIREMENTS_NOT_MET where the product has some', () => {
    const requirements = { isNoteRequired: true, isProjectCodeRequired: false, projectCodes: [] };
    const product = productOf('premiumaccess', '1', { requirements });
    const event = responseToEvent(
      refused({ kind: 'requirements' }),
      facts({ plan: { ...facts().plan, product } }),
    );
    expect(event).toMatchObject({
      failure: { code: 'DOWNLOAD_REQUIREMENTS_NOT_MET', field: ['input', 'note'] },
    });
  });

  it('a refusal has Getty Images’ code', () => {
    expect(responseToEvent(refused({ kind: 'refused' }), facts())).toMatchObject({
      failure: {
        message: 'Getty Images refused the download: Not covered.',
        upstreamCode: 'NoDownloadAuthorization',
      },
    });
  });

  it.each([
    ['an image of some height', {}, 'size', 'height'],
    ['an image of some height', { height: 9, fileType: 'EPS' }, 'size', 'height'],
    ['an image of some file type', { fileType: 'EPS' }, 'size', 'fileType'],
    ['a video', { asset: { type: 'video', id: '1' } }, 'size', 'size'],
    ['any', {}, 'productId', 'productId'],
    ['any', {}, 'productType', 'productType'],
    ['any', {}, 'imageId', 'imageId'],
    ['any', {}, 'filter', null],
    ['any', {}, null, null],
  ] as const)('a refusal of an argument of %s names it: %j %s', (_what, part, argument, name) => {
    const event = responseToEvent(
      refused({ kind: 'bad-input', argument }),
      facts({ request: requestOf(part) }),
    );
    expect(event).toMatchObject({
      type: 'uncharged',
      next: null,
      error: { code: 'BAD_USER_INPUT', argument: name === null ? ['input'] : ['input', name] },
    });
  });

  it('ASSET_NOT_FOUND names the id', () => {
    expect(assetNotFound(requestOf(), null).field).toEqual(['input', 'imageId']);
    const asset = { type: 'video', id: '9' } as const;
    expect(assetNotFound(requestOf({ asset }), null)).toMatchObject({
      field: ['input', 'videoId'],
      message: 'There is no video 9 at Getty Images.',
    });
  });
});

describe('links', () => {
  const link = (part: Partial<ResponseContext>, ...codes: string[]) =>
    responseToEvent(
      {
        kind: 'link',
        url: LINK,
        notices: codes.map((code) => ({ type: 'INFORMATION', code, message: null })),
      },
      facts(part),
    );
  const through = (api: 'V3' | 'V2' | 'V1') => ({ plan: { ...facts().plan, api } });

  it.each([
    ['V3', [], '1'],
    ['V1', [], '1'],
    ['V1', ['DefaultLanguageUsed'], '1'],
    ['V1', ['AlternativeAgreement'], null],
    ['V2', [], null],
  ] as const)('a link through %s with notices %j was paid by %j', (api, codes, productId) => {
    const event = link(through(api), ...codes);
    expect(event).toMatchObject({ type: 'link', result: { url: LINK, via: api } });
    if (event.type !== 'link') throw new Error('no link');
    expect(event.result.product?.productId ?? null).toBe(productId);
  });
});

describe('the notices of a link', () => {
  const notices = (isCallForImage: boolean | undefined) => {
    const response = { kind: 'link', url: LINK, notices: [] } as const;
    const event = responseToEvent(response, {
      ...facts(),
      ...(isCallForImage === undefined ? {} : { isCallForImage }),
    });
    return event.type === 'link' ? event.result.notices.map(({ type, code }) => [type, code]) : null;
  };

  it('warn where Getty Images wants to be called about the image, and only there', () => {
    expect(notices(true)).toEqual([['WARNING', 'CallForImage']]);
    expect(notices(false)).toEqual([]);
    expect(notices(undefined)).toEqual([]);
  });
});

describe('stored outcomes', () => {
  const record = (state: IdempotencyRecord['state'], response: string | null): IdempotencyRecord => ({
    inputHash: 'h',
    asset: 'image:1',
    owner: { tokens: [], account: null, service: 'service', clientKeys: [] },
    state,
    fence: 1,
    leaseUntil: 0,
    sentAt: 1,
    sentStoreAt: 1,
    sendFence: 1,
    plan: null,
    answer: response,
  });

  const lostWith = (row: DownloadRecord | null) => downloadFailure('LINK_LOST', 'lost', { record: row });

  it('an undecidable outcome is decoded as a final OUTCOME_UNKNOWN', () => {
    const undecided = {
      checkedAt: new Date('2026-05-10T15:00:00Z'),
      sentAt: new Date('2026-05-10T14:23:10Z'),
      candidates: [],
      idempotencyKey: 'k',
    };
    const end = cannotBeTold(undecided, 'why.', null);
    expect(decodeOutcome(record('lost', encodeLost(end)), 'k')).toMatchObject({
      isReplay: true,
      failure: { ...undecided, code: 'OUTCOME_UNKNOWN', isFinal: true, isRetryable: false },
    });
  });

  it('a stored link is decoded as the same link', () => {
    const settlement = {
      url: LINK,
      via: 'V1',
      notices: [{ type: 'WARNING', code: 'AlternativeAgreement', message: 'another paid' }],
      product: refOf('premiumaccess', '1'),
    } as const;
    expect(decodeOutcome(record('settled', encodeResult(settlement)), 'k')).toEqual({
      kind: 'settled',
      isReplay: true,
      result: settlement,
    });
    const unpaid = { ...settlement, notices: [], product: null };
    expect(decodeOutcome(record('settled', encodeResult(unpaid)), 'k')).toMatchObject({
      result: unpaid,
    });
  });

  it('a stored lost link is decoded with its record', () => {
    const row = {
      assetId: '1',
      assetType: 'IMAGE',
      downloadedAt: new Date('2026-05-10T14:23:11Z'),
      productType: 'EASY_ACCESS',
      productTypeName: 'easyaccess',
      productId: '5',
      agreementName: null,
      sizeName: null,
      dimensions: null,
      thumbnailUrl: null,
      note: null,
      projectCode: null,
      downloadedBy: null,
      isCompanyWide: false,
    } as const;
    expect(decodeOutcome(record('lost', encodeLost(lostWith(row))), 'k')).toMatchObject({
      kind: 'failed',
      isReplay: true,
      failure: { code: 'LINK_LOST', record: row },
    });
    expect(decodeOutcome(record('lost', encodeLost(lostWith(null))), 'k')).toMatchObject({
      failure: { record: null },
    });
  });

  it.each([
    [null],
    [''],
    ['{}'],
    ['{"url":"x"}'],
    ['{"url":"https://a.test","via":"V9"}'],
    ['[1]'],
    ['{"url":'],
  ])('an unreadable record is null: %j', (response) => {
    expect(decodeOutcome(record('settled', response), 'k')).toBeNull();
  });
});
