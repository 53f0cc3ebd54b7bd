import { describe, expect, it } from 'vitest';
import { errorCodes } from '../../../src/errors/catalog.js';
import {
  classifyV1,
  isErrorEnvelope,
  isV1Outage,
  primaryEntry,
  toV1UpstreamFailure,
} from '../../../src/getty/errors/classify-v1.js';
import { toServiceError } from '../../../src/getty/errors/to-service-error.js';
import { classifyV1Code, v1StatusCodes } from '../../../src/getty/errors/v1-codes.js';
import { getNotices, isFromAnotherCall, readEnvelope } from '../../../src/getty/errors/v1-envelope.js';
import { envelope, html, json } from './v1-support.js';

/** Every code Getty Images lists, and what it is meant to mean here: the kind, and behind a dot the argument. */
const EXPECTED: Readonly<Record<string, string>> = {
  AlternativeAgreement: 'refused',
  AssetNotAvailable: 'refused',
  'AUTH-002': 'refused',
  'AUTH-014': 'refused',
  'AUTH-021': 'user-token-required',
  'AUTH-023': 'user-token-required',
  DependentServiceDown: 'outage',
  ExpiredDownloadToken: 'download-token',
  FailedToGetDownloadUrl: 'outage',
  FailedToRenewToken: 'token-rejected',
  ImageNotFound: 'asset-not-found',
  InternalError: 'outage',
  SystemError: 'outage',
  InvalidDownloadToken: 'download-token',
  InvalidItemCount: 'bad-input.first',
  InvalidItemStartNumber: 'bad-input.after',
  InvalidProductOffering: 'bad-input.productType',
  InvalidRequest: 'bad-input.null',
  InvalidSizeCode: 'bad-input.size',
  InvalidSizeKey: 'bad-input.size',
  InvalidSystemIdOrPassword: 'key-inactive',
  InvalidUsernameOrPassword: 'token-rejected',
  MaxExceeded: 'bad-input.items',
  NoAgreement: 'no-authorization',
  NoAuthorizations: 'no-authorization',
  OperationRequiresHttps: 'refused',
  OperationRequiresSecureToken: 'user-token-required',
  SecureTokenPassedOverHttp: 'refused',
  StartPastTotal: 'bad-input.after',
  UnauthorizedProductOffering: 'no-authorization',
  AssetIdListExceedsMaxAllowed: 'bad-input.items',
  CollectionIdsEmpty: 'bad-input.filter',
  CollectionModeEmpty: 'bad-input.filter',
  DateCreatedRangeNotApplicable: 'bad-input.filter',
  DefaultLanguageUsed: 'refused',
  DuplicateUsername: 'refused',
  EntitySearchFailure: 'outage',
  EventNotFound: 'bad-input.filter',
  FailedToCreateCustomer: 'outage',
  FailedUri: 'bad-input.filter',
  IncorrectlyFormedDbpediaURI: 'bad-input.filter',
  IncorrectlyFormedFreebaseURI: 'bad-input.filter',
  IncorrectlyFormedMusicbrainzURI: 'bad-input.filter',
  IncorrectlyFormedURI: 'bad-input.filter',
  InvalidAssets: 'bad-input.items',
  InvalidCollectionId: 'bad-input.filter',
  InvalidEditorialSegment: 'bad-input.filter',
  InvalidEditorialSourceId: 'bad-input.filter',
  InvalidEntityUri: 'bad-input.filter',
  InvalidEventSortType: 'bad-input.sort',
  InvalidIncludeExcludeMode: 'bad-input.filter',
  InvalidItemSortType: 'bad-input.sort',
  InvalidLanguageCode: 'bad-input.null',
  InvalidLightboxName: 'bad-input.null',
  InvalidOrientation: 'bad-input.filter',
  InvalidSearchCriteriaType: 'bad-input.null',
  InvalidSearchForVideoByAssetId: 'bad-input.videoId',
  LightboxesNotFound: 'refused',
  LightboxIdDoesNotExist: 'refused',
  MissingEventIds: 'bad-input.filter',
  NoImages: 'asset-not-found',
  NonExistingCollectionId: 'bad-input.filter',
  NoVideos: 'asset-not-found',
  OperationValidOnlyForLightboxOwner: 'forbidden',
  PasswordTooShort: 'refused',
  SearchCriteriaRequestMismatch: 'bad-input.null',
  TransactionIdDuplicate: 'refused',
  UnauthorizedToReportUsage: 'forbidden',
  UnknownProviderURI: 'bad-input.filter',
  UriResolutionFailed: 'outage',
  UsernameEqualsPassword: 'refused',
  MissingImageId: 'bad-input.imageId',
  MissingSizeKey: 'bad-input.size',
};

const KEYS = ['FooResult', 'FooResultBody'];
const open = (response: Parameters<typeof readEnvelope>[0]) => readEnvelope(response, KEYS);

describe('the status codes of v1', () => {
  it('are exactly those of Getty Images’ list', () => {
    expect([...v1StatusCodes.keys()].sort()).toEqual(Object.keys(EXPECTED).sort());
  });

  it.each(Object.entries(EXPECTED))('map %s to %s', (code, meaning) => {
    const response = envelope('error', {}, [`Error:${code}`]);
    const errorKind = classifyV1(response, open(response), 0);
    expect(errorKind.kind === 'bad-input' ? `bad-input.${errorKind.argument}` : errorKind.kind).toBe(meaning);
    const error = toServiceError(errorKind, toV1UpstreamFailure('Foo', response, open(response)), 'caller');
    expect(errorCodes).toContain(error.code);
    expect(error.upstream).toMatchObject({ code, statusList: [{ type: 'ERROR', code }] });
    expect(error.argument).toEqual(
      errorKind.kind === 'bad-input' && errorKind.argument !== null ? [errorKind.argument] : null,
    );
  });

  it.each([
    ['AUTH-001', 'token-rejected'],
    ['auth-099', 'token-rejected'],
    ['SomethingOf2031', 'refused'],
    ['', 'refused'],
  ])('map the unlisted %j to %s', (code, kind) => {
    expect(classifyV1Code(code).kind).toBe(kind);
  });
});

describe('readEnvelope', () => {
  it.each([
    ['success', 'SUCCESS'],
    ['Success', 'SUCCESS'],
    ['WARNING', 'WARNING'],
    ['Error', 'ERROR'],
    ['error', 'ERROR'],
    ['fine', 'UNKNOWN'],
    [null, 'UNKNOWN'],
  ])('decodes the status %j to %s', (word, status) => {
    expect(open(envelope(word))).toMatchObject({
      hasHeader: true,
      status,
      result: null,
      coordinationId: 'request-1',
    });
  });

  it.each([
    ['null', null, []],
    ['no list', 'oops', []],
    ['a single entry', { Type: 'Warning', Code: 'A' }, [{ type: 'WARNING', code: 'A', message: null }]],
    [
      'odd types',
      [{ Type: 'Fatal', Code: 'A' }, { Code: 'B' }],
      [
        { type: 'UNKNOWN', code: 'A', message: null },
        { type: 'UNKNOWN', code: 'B', message: null },
      ],
    ],
    [
      'types in any case',
      [{ Type: 'INFORMATION', Code: 7, Message: 'm' }],
      [{ type: 'INFORMATION', code: '7', message: 'm' }],
    ],
    ['no code', [{ Type: 'Error', Message: 'm' }], [{ type: 'ERROR', code: '', message: 'm' }]],
    ['nothing in an entry', [{}, null, 3, 'x'], []],
  ])('decodes a status list with %s', (_what, StatusList, statusList) => {
    expect(open(json({ ResponseHeader: { Status: 'error', StatusList } })).statusList).toEqual(statusList);
  });

  it('truncates long messages', () => {
    const list = [{ Type: 'Error', Code: 'A', Message: 'x'.repeat(10_000) }];
    const [entry] = open(json({ ResponseHeader: { StatusList: list } })).statusList;
    expect(entry?.message).toHaveLength(500);
  });

  it('finds the result under either name', () => {
    expect(open(envelope('success', { FooResult: { a: 1 } })).result).toEqual({ a: 1 });
    expect(open(envelope('success', { FooResult: null, FooResultBody: { b: 2 } })).result).toEqual({ b: 2 });
    expect(open(envelope('success', { FooResult: [1] })).result).toBeNull();
  });

  it.each([
    ['a page', html(200)],
    ['nothing', { status: 200, headers: {}, body: '' }],
    ['a list', json([1])],
    ['a gateway’s message', json({ message: 'Forbidden' }, 403)],
    ['a header that is no object', json({ ResponseHeader: 'yes' })],
  ])('decodes %s to an empty envelope', (_what, response) => {
    expect(open(response)).toEqual({
      hasHeader: false,
      status: 'UNKNOWN',
      statusList: [],
      result: null,
      coordinationId: null,
    });
  });

  it('detects a response of another request by its id, and accepts one without', () => {
    expect(isFromAnotherCall(open(envelope('success', {}, [], null)), 'mine')).toBe(false);
    expect(isFromAnotherCall(open(envelope('success', {}, [], '')), 'mine')).toBe(false);
    expect(isFromAnotherCall(open(envelope('success', {}, [], 'mine')), 'mine')).toBe(false);
    expect(isFromAnotherCall(open(envelope('success', {}, [], 'yours')), 'mine')).toBe(true);
  });

  it('takes everything but errors for notices', () => {
    const opened = open(envelope('warning', {}, ['Information:A', 'Warning:B', 'Error:C', 'Odd:D']));
    expect(getNotices(opened).map((entry) => entry.code)).toEqual(['A', 'B', 'D']);
  });
});

describe('classifyV1', () => {
  it.each([
    ['an error before a warning', ['Warning:ImageNotFound', 'Error:NoAgreement'], 'NoAgreement'],
    ['a known code before an unknown one', ['Error:Odd', 'Error:NoAgreement'], 'NoAgreement'],
    ['an outage before all', ['Error:NoAgreement', 'Error:InternalError'], 'InternalError'],
    [
      'a warning where there is no error',
      ['Information:DefaultLanguageUsed', 'Warning:ImageNotFound'],
      'ImageNotFound',
    ],
    ['never a mere information', ['Information:DefaultLanguageUsed'], undefined],
  ])('decides by %s', (_what, entries, code) => {
    expect(primaryEntry(open(envelope('error', {}, entries)))?.code).toBe(code);
  });

  it.each([
    ['an error without a reason', envelope('error', {}, null), 'outage'],
    ['a page with 500', html(500), 'outage'],
    ['an envelope with 500', { ...envelope('error', {}, ['Error:NoAgreement']), status: 500 }, 'outage'],
    ['596 of the old gateway', html(596), 'outage'],
    ['408', html(408), 'outage'],
    ['a redirect', html(301, { location: 'https://elsewhere.test/' }), 'outage'],
    [
      'an envelope with 400',
      { ...envelope('error', {}, ['Error:NoAgreement']), status: 400 },
      'no-authorization',
    ],
    ['429', html(429), 'rate-limited'],
    [
      'the 403 of the old gateway',
      html(403, { 'x-mashery-error-code': 'ERR_403_DEVELOPER_OVER_QPS' }),
      'rate-limited',
    ],
    ['a gateway’s Forbidden', json({ message: 'Forbidden' }, 403), 'key-inactive'],
    ['an inactive account', json({ message: 'Account Inactive' }, 403), 'key-inactive'],
    ['no such route', json({ message: 'Missing Authentication Token' }, 403), 'unknown-route'],
    ['a firewall’s page', html(403), 'forbidden'],
    ['404', html(404), 'unknown-route'],
    ['410', html(410), 'unknown-route'],
    ['a bare 401', html(401), 'opaque-401'],
    [
      'a 401 about the token',
      html(401, { 'www-authenticate': 'Bearer error="invalid_token"' }),
      'token-rejected',
    ],
    ['400', html(400), 'refused'],
  ])('classifies %s', (_what, response, kind) => {
    expect(classifyV1(response, open(response), 0).kind).toBe(kind);
  });

  it('distinguishes an outage within a 200 from a refusal', () => {
    const isOutage = (response: Parameters<typeof open>[0]) => isV1Outage(response, open(response));
    expect(isOutage(envelope('error', {}, ['Error:DependentServiceDown']))).toBe(true);
    expect(isOutage(envelope('error', {}, ['Error:NoAgreement']))).toBe(false);
    expect(isOutage(envelope('success', { FooResult: {} }, ['Warning:InternalError']))).toBe(false);
    expect(isOutage(html(200))).toBe(false);
  });

  it('takes an error in the list for a failure where the status is unknown', () => {
    expect(isErrorEnvelope(open(envelope(null, {}, ['Error:NoAgreement'])))).toBe(true);
    expect(isErrorEnvelope(open(envelope('success', {}, ['Error:NoAgreement'])))).toBe(false);
  });
});
