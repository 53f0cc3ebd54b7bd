import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TransportError } from '../../../src/getty/transport/errors.js';
import type { TransportErrorCode, UpstreamResponse } from '../../../src/getty/transport/transport.js';
import { createDownloadRequest } from '../../../src/getty/v1/download-requests.client.js';
import { parseV1DownloadResponse } from '../../../src/getty/v1/download-response.js';
import {
  callAs,
  envelope,
  gatewayOf,
  html,
  ID,
  json,
  type Scripted,
  scripted,
  sentBody,
} from './v1-support.js';

const LINK = 'http://delivery.test/1';
const beforeSend = async () => true;

const entry = (ImageId: unknown, Status: unknown = 'success', UrlAttachment: unknown = LINK) => ({
  ImageId,
  SizeName: null,
  Status,
  UrlAttachment,
});
const urls = (...DownloadUrls: unknown[]) => ({ CreateDownloadRequestResult: { DownloadUrls } });
const good = (...entries: unknown[]) => envelope('success', urls(...entries));
const read = (response: UpstreamResponse, ...ids: string[]) => parseV1DownloadResponse(response, ids, ID, 0);

/** How an item ended, in a word. */
const ended = (response: UpstreamResponse, id = '1', ...others: string[]): string => {
  const item = read(response, id, ...others).byAsset.get(id);
  return item?.kind === 'refused' ? item.errorKind.kind : (item?.kind ?? 'lost');
};

const run = async (script: Scripted, ids: readonly string[] = ['1', '2']) => {
  const { transport, sent } = scripted(script);
  const items = ids.map((assetId) => ({ assetId, downloadToken: `token of ${assetId}` }));
  return {
    answer: await createDownloadRequest(gatewayOf(transport), callAs(), 'secure', items, beforeSend),
    sent,
  };
};

describe('a download request of v1', () => {
  it('is one request for all items', async () => {
    const { answer, sent } = await run(good(entry('2', 'success', `${LINK}/2`), entry('1')));
    expect(sent).toHaveLength(1);
    expect(sent[0]).toMatchObject({
      way: 'spend',
      request: { group: 'v1', url: 'https://connect.test/v1/download/CreateDownloadRequest' },
    });
    expect(sentBody(sent[0]?.request)).toEqual({
      RequestHeader: { Token: 'secure', CoordinationId: ID },
      CreateDownloadRequestBody: {
        DownloadItems: [{ DownloadToken: 'token of 1' }, { DownloadToken: 'token of 2' }],
      },
    });
    expect([...answer.byAsset]).toEqual([
      ['1', { kind: 'link', url: LINK, notices: [] }],
      ['2', { kind: 'link', url: `${LINK}/2`, notices: [] }],
    ]);
    expect(answer).toMatchObject({ unexpectedAssets: [], coordinationId: ID, isAlternativeAgreement: false });
  });

  it.each([[[]], [['1', '1']]])('is not sent for %j', async (ids) => {
    const { transport, sent } = scripted();
    const items = ids.map((assetId) => ({ assetId, downloadToken: 't' }));
    await expect(
      createDownloadRequest(gatewayOf(transport), callAs(), 's', items, beforeSend),
    ).rejects.toThrow(RangeError);
    expect(sent).toEqual([]);
  });

  it.each<[TransportErrorCode, boolean, string]>([
    ['dns', false, 'not-sent'],
    ['not-sent', false, 'not-sent'],
    ['circuit-open', false, 'not-sent'],
    ['timeout', true, 'unknown'],
    ['reset', true, 'unknown'],
    ['too-large', true, 'unknown'],
    ['unreadable', true, 'unknown'],
  ])('that ends in %s (sent: %s) is %s for every item', async (code, isSent, kind) => {
    const { answer } = await run(new TransportError(code, isSent, 'x'));
    expect([...answer.byAsset].map(([id, item]) => [id, item.kind])).toEqual([
      ['1', kind],
      ['2', kind],
    ]);
  });

  it('rethrows an exception of this program', async () => {
    await expect(run(new TypeError('bug'))).rejects.toThrow(TypeError);
  });
});

describe('an item of a v1 download response', () => {
  it.each<[string, unknown, string]>([
    ['a link under success', entry('1'), 'link'],
    ['a link under the word of the prose', entry('1', 'Available'), 'link'],
    ['a link under a word of failure', entry('1', 'NoAccess'), 'link'],
    ['a link without a word', entry('1', null), 'link'],
    ['a link under a numeric id', entry(1), 'link'],
    ['a video', { AssetId: '1', Status: 'success', UrlAttachment: LINK }, 'link'],
    ['success without a link', entry('1', 'success', ''), 'unknown'],
    ['success with a null link', entry('1', 'Success', null), 'unknown'],
    ['a link that is none', entry('1', 'success', 'unavailable'), 'unknown'],
    ['a relative link', entry('1', 'success', '/file/1'), 'unknown'],
    ['a script', entry('1', 'success', 'javascript:alert(1)'), 'unknown'],
    ['NoAccess', entry('1', 'NoAccess', null), 'no-authorization'],
    ['noaccess', entry('1', 'noaccess', null), 'no-authorization'],
    ['Unavailable', entry('1', 'Unavailable', ''), 'refused'],
    ['ExpiredToken', entry('1', 'ExpiredToken', null), 'download-token'],
    ['InvalidToken', entry('1', 'invalidtoken', null), 'download-token'],
    ['FailedToGetDownloadUrl', entry('1', 'FailedToGetDownloadUrl', null), 'unknown'],
    ['a word of later', entry('1', 'Postponed', null), 'unknown'],
    ['no word and no link', entry('1', null, null), 'unknown'],
    ['an entry without id', entry(null), 'unknown'],
    ['an entry for another image', entry('9'), 'unknown'],
    ['an entry that is none', 'oops', 'unknown'],
  ])('is classified correctly with %s', (_what, one, end) => {
    expect(ended(good(one))).toBe(end);
  });

  it('reports its own status as the code', () => {
    const response = envelope('warning', urls(entry('1', 'NoAccess', null)), ['Warning:NoAuthorizations']);
    expect(read(response, '1').byAsset.get('1')).toMatchObject({
      upstream: {
        api: 'V1',
        operation: 'CreateDownloadRequest',
        code: 'NoAccess',
        message: null,
        statusList: [{ code: 'NoAuthorizations' }],
        coordinationId: ID,
      },
    });
  });

  it.each<[string, unknown[], string]>([
    ['the same link twice', [entry('1'), entry('1')], 'link'],
    ['a link and a refusal', [entry('1', 'NoAccess', null), entry('1')], 'link'],
    ['two different links', [entry('1'), entry('1', 'success', `${LINK}b`)], 'unknown'],
    [
      'the same refusal twice',
      [entry('1', 'NoAccess', null), entry('1', 'noaccess', null)],
      'no-authorization',
    ],
    ['different refusals', [entry('1', 'NoAccess', null), entry('1', 'Unavailable', null)], 'unknown'],
  ])('is classified correctly with %s', (_what, entries, end) => {
    expect(ended(good(...entries))).toBe(end);
  });

  it('is matched by id, never by position', () => {
    const response = read(good(entry('3', 'NoAccess', null), entry('9'), entry('2')), '1', '2', '3');
    expect([...response.byAsset].map(([id, item]) => [id, item.kind])).toEqual([
      ['1', 'unknown'],
      ['2', 'link'],
      ['3', 'refused'],
    ]);
    expect(response.unexpectedAssets).toEqual(['9']);
  });
});

describe('the envelope of a v1 download response', () => {
  it.each<[string, UpstreamResponse, string]>([
    ['a refusal without result', envelope('error', {}, ['Error:NoAgreement']), 'no-authorization'],
    ['a refused token', envelope('error', {}, ['Error:AUTH-001']), 'token-rejected'],
    ['a token without a user', envelope('Error', {}, ['Error:AUTH-021']), 'user-token-required'],
    ['a stale download token', envelope('error', {}, ['Error:ExpiredDownloadToken']), 'download-token'],
    ['an unknown code', envelope('error', {}, ['Error:Odd']), 'refused'],
    ['a refusal with an empty list', envelope('error', urls(), ['Error:NoAgreement']), 'no-authorization'],
    ['an error without a reason', envelope('error', {}, null), 'unknown'],
    ['DependentServiceDown', envelope('error', {}, ['Error:DependentServiceDown']), 'unknown'],
    ['InternalError', envelope('error', {}, ['Error:InternalError']), 'unknown'],
    ['SystemError', envelope('error', {}, ['Error:SystemError']), 'unknown'],
    ['FailedToGetDownloadUrl', envelope('error', {}, ['Error:FailedToGetDownloadUrl']), 'unknown'],
    [
      'an outage among refusals',
      envelope('error', {}, ['Error:NoAgreement', 'Error:SystemError']),
      'unknown',
    ],
    [
      'an outage beside a refused item',
      envelope('error', urls(entry('1', 'NoAccess', null)), ['Error:SystemError']),
      'unknown',
    ],
    [
      'an error beside another item only',
      envelope('error', urls(entry('2')), ['Error:NoAuthorizations']),
      'unknown',
    ],
    ['a success without result', envelope('success'), 'unknown'],
    ['a success without entries', good(), 'unknown'],
    ['a warning without result', envelope('warning', {}, ['Warning:NoAuthorizations']), 'unknown'],
    [
      'no list at all',
      envelope('success', { CreateDownloadRequestResult: { DownloadUrls: null } }),
      'unknown',
    ],
    ['a page', html(200), 'unknown'],
    ['an empty body', { status: 200, headers: {}, body: '' }, 'unknown'],
    ['a truncated body', { status: 200, headers: {}, body: '{"ResponseHeader":{"Sta' }, 'unknown'],
    ['a redirect', html(301, { location: 'https://elsewhere.test/file.jpg' }), 'unknown'],
    ['a redirect that looks like v2’s', html(302, { location: LINK }), 'unknown'],
    ['5xx with a page', html(502), 'unknown'],
    ['5xx with a refusal', { ...envelope('error', {}, ['Error:NoAgreement']), status: 500 }, 'unknown'],
    ['408', html(408), 'unknown'],
    ['429 of a proxy', html(429), 'unknown'],
    ['429', json({ message: 'Too Many Requests' }, 429), 'rate-limited'],
    ['403 of a gateway', json({ message: 'Forbidden' }, 403), 'key-inactive'],
    ['404 of a proxy', html(404), 'unknown'],
    ['no route', json({ message: 'Missing Authentication Token' }, 403), 'unknown-route'],
    ['another caller’s links', envelope('success', urls(entry('1')), [], 'other'), 'unknown'],
    ['another caller’s refusal', envelope('error', {}, ['Error:NoAgreement'], 'other'), 'unknown'],
    ['a link without a header', json(urls(entry('1'))), 'link'],
    ['a link without an id', envelope('success', urls(entry('1')), [], null), 'link'],
    ['a link under an error', envelope('error', urls(entry('1')), ['Error:NoAuthorizations']), 'link'],
  ])('is classified correctly for %s', (_what, response, end) => {
    expect(ended(response, '1', '2')).toBe(end);
  });

  it('adds its notices to every link, and its errors to none', () => {
    const entries = [
      'Information:AlternativeAgreement:Other paid.',
      'Warning:NoAuthorizations',
      'Error:ImageNotFound',
    ];
    const response = read(
      envelope('warning', urls(entry('1'), entry('2', 'NoAccess', null)), entries),
      '1',
      '2',
    );
    const notices = [
      { type: 'INFORMATION', code: 'AlternativeAgreement', message: 'Other paid.' },
      { type: 'WARNING', code: 'NoAuthorizations', message: 'about NoAuthorizations' },
    ];
    expect(response).toMatchObject({ notices, isAlternativeAgreement: true });
    expect(response.byAsset.get('1')).toEqual({ kind: 'link', url: LINK, notices });
    const refused = response.byAsset.get('2');
    expect(refused?.kind === 'refused' && refused.upstream.statusList).toHaveLength(3);
  });

  it('does not show the text of another caller’s response', () => {
    const response = read(envelope('error', urls(entry('1')), ['Error:NoAgreement'], 'other'), '1');
    expect(response).toMatchObject({ notices: [], unexpectedAssets: [], coordinationId: 'other' });
    expect(response.byAsset.get('1')).toMatchObject({
      upstream: { code: null, message: null, statusList: [] },
    });
  });

  it('gives a result for every item and never throws, for any response', () => {
    const word = fc.constantFrom(
      'success',
      'error',
      'NoAccess',
      'ExpiredToken',
      '1',
      '2',
      LINK,
      ID,
      'AUTH-021',
      '',
      null,
    );
    const item = fc.record(
      { ImageId: word, AssetId: word, Status: word, UrlAttachment: fc.oneof(word, fc.anything()) },
      { requiredKeys: [] },
    );
    const body = fc.record(
      {
        ResponseHeader: fc.oneof(
          fc.anything(),
          fc.record({
            Status: word,
            StatusList: fc.array(fc.record({ Type: word, Code: word })),
            CoordinationId: word,
          }),
        ),
        CreateDownloadRequestResult: fc.oneof(fc.anything(), fc.record({ DownloadUrls: fc.array(item) })),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(fc.constantFrom(200, 301, 403, 500), body, (status, made) => {
        const text =
          JSON.stringify(made, (_key, value) => (typeof value === 'bigint' ? String(value) : value)) ?? '';
        const response = read({ status, headers: {}, body: text }, '1', '2');
        expect([...response.byAsset.keys()]).toEqual(['1', '2']);
        for (const one of response.byAsset.values())
          if (one.kind === 'link') expect(response.coordinationId ?? ID).toBe(ID);
      }),
      { numRuns: 500 },
    );
  });
});
