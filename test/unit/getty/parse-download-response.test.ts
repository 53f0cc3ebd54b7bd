import { describe, expect, it } from 'vitest';
import { classifyV3 } from '../../../src/getty/errors/classify-v3.js';
import {
  isHttpUrl,
  parseDownloadResponse,
  toFailedDownloadResponse,
} from '../../../src/getty/errors/parse-download-response.js';
import { originOfV3 } from '../../../src/getty/errors/response-origin.js';
import { callerSession } from '../../../src/getty/oauth/sessions.js';
import { TransportError } from '../../../src/getty/transport/errors.js';
import type { TransportErrorCode } from '../../../src/getty/transport/transport.js';
import { postDownload, type V3Download } from '../../../src/getty/v3/downloads.client.js';
import { callAs, html, json, type Scripted, scripted } from './v1-support.js';

const LABEL = { api: 'V3', operation: 'POST /v3/downloads/images/{id}' } as const;
const LINK = 'https://delivery.gettyimages.com/f/83454804?k=1';

const answerTo = (response: Parameters<typeof parseDownloadResponse>[0], link: string | null = null) =>
  parseDownloadResponse(response, link, LABEL, classifyV3, originOfV3, 0, null);

describe('isHttpUrl', () => {
  it.each([
    [LINK, true],
    ['http://127.0.0.1:4010/f/1', true],
    ['HTTPS://delivery.gettyimages.com/x', true],
    ['/sandboxdownloads/getty_images_large.jpg', false],
    ['ftp://delivery.gettyimages.com/x', false],
    ['javascript:alert(1)', false],
    ['unavailable', false],
    ['', false],
    [null, false],
    [undefined, false],
  ])('%j: %s', (text, is) => {
    expect(isHttpUrl(text)).toBe(is);
  });
});

describe('parseDownloadResponse', () => {
  it.each([
    ['200 with a link', json({ uri: LINK }), LINK, LINK],
    ['201 with a link', json({ uri: LINK }, 201), LINK, LINK],
    ['200 with a link in its header only', json({}, 200, { location: LINK }), null, LINK],
    ['302', json({}, 302, { location: LINK }), null, LINK],
    ['303', json({}, 303, { location: LINK }), null, LINK],
  ])('returns the link of %s', (_what, response, link, url) => {
    expect(answerTo(response, link)).toEqual({ kind: 'link', url, notices: [] });
  });

  it.each([
    ['200 without a link', json({})],
    ['200 with something that is none', json({ uri: 'unavailable' })],
    ['204', html(204)],
    ['303 without a place', json({}, 303)],
    ['303 to something that is no address', json({}, 303, { location: '/f/1' })],
    ['301: the API itself moved', json({}, 301, { location: LINK })],
    ['307', json({}, 307, { location: LINK })],
    ['308', json({}, 308, { location: LINK })],
    ['500', html(500)],
    ['502', html(502)],
    ['503', json({ ErrorCode: 'ServiceUnavailable' }, 503)],
    ['504', html(504)],
    ['408', html(408)],
  ])('returns an unknown outcome for %s', (_what, response) => {
    expect(answerTo(response)).toMatchObject({ kind: 'unknown', upstream: { httpStatus: response.status } });
  });

  it.each([400, 401, 402, 404, 409, 429])('returns a refusal for %i with an application code', (status) => {
    expect(answerTo(json({ ErrorCode: 'SomethingNew' }, status)).kind).toBe('refused');
  });

  it('ignores a link in the body of a refusal', () => {
    expect(answerTo(json({ ErrorCode: 'x', uri: LINK }, 400), LINK).kind).toBe('refused');
    expect(answerTo(json({ uri: LINK }, 400), LINK).kind).toBe('unknown');
    expect(answerTo(json({ uri: LINK }, 500), LINK).kind).toBe('unknown');
  });
});

describe('toFailedDownloadResponse', () => {
  const TROUBLES: readonly TransportErrorCode[] = [
    'dns',
    'connection-refused',
    'connect-timeout',
    'tls',
    'circuit-open',
    'queue-full',
    'deadline',
    'not-sent',
    'aborted',
    'timeout',
    'reset',
    'too-large',
    'unreadable',
  ];

  it.each(TROUBLES)('returns an unknown outcome for %s once a byte was sent, else not-sent', (trouble) => {
    expect(toFailedDownloadResponse(new TransportError(trouble, true, 'x'), LABEL)).toMatchObject({
      kind: 'unknown',
      upstream: { httpStatus: null },
    });
    expect(toFailedDownloadResponse(new TransportError(trouble, false, 'x'), LABEL)).toMatchObject({
      kind: 'not-sent',
      code: trouble,
    });
  });

  it('rethrows an exception that is not a TransportError', () => {
    const fault = new TypeError('a fault of ours');
    expect(() => toFailedDownloadResponse(fault, LABEL)).toThrow(fault);
  });
});

describe('the request of a v3 download', () => {
  const PLAIN: V3Download = {
    asset: { type: 'image', id: '83454804' },
    productType: null,
    productId: null,
    fileType: null,
    height: null,
    size: null,
    note: null,
    projectCode: null,
  };

  const post = async (download: Partial<V3Download>, line: Scripted = json({ uri: LINK })) => {
    const { transport, sent } = scripted(line);
    const gateway = { baseUrl: 'https://api.test', apiKey: 'key', transport, clock: { now: () => 0 } };
    const call = callAs(callerSession('a-token'));
    const response = await postDownload(
      gateway,
      call,
      'a-token',
      { ...PLAIN, ...download },
      async () => true,
    );
    return { answer: response, sent, request: sent[0]?.request };
  };

  it('has auto_download=false, key and token, and nothing that was not requested', async () => {
    const { answer, sent, request } = await post({});
    expect(answer).toEqual({ kind: 'link', url: LINK, notices: [] });
    expect(sent.map((one) => one.way)).toEqual(['spend']);
    expect(request).toMatchObject({
      method: 'POST',
      operation: 'POST /v3/downloads/images/{id}',
      url: 'https://api.test/v3/downloads/images/83454804?auto_download=false',
      body: null,
      headers: { 'api-key': 'key', authorization: 'Bearer a-token' },
    });
  });

  it('names product, size, note and project code where they were given', async () => {
    const { request } = await post({
      productType: 'premiumaccess',
      productId: '5678',
      fileType: 'EPS',
      height: 1024,
      note: 'front page “ü”',
      projectCode: 'P-1',
    });
    expect(request?.url).toBe(
      'https://api.test/v3/downloads/images/83454804?auto_download=false&product_type=premiumaccess&product_id=5678&file_type=eps&height=1024',
    );
    expect(JSON.parse(request?.body ?? '')).toEqual({
      download_notes: 'front page “ü”',
      project_code: 'P-1',
    });
  });

  it('goes to the video endpoint with the name of a size', async () => {
    const { request } = await post({ asset: { type: 'video', id: '690773579' }, size: 'hd1' });
    expect(request?.url).toBe('https://api.test/v3/downloads/videos/690773579?auto_download=false&size=hd1');
    expect(request?.operation).toBe('POST /v3/downloads/videos/{id}');
  });

  it.each([
    ['an object', json({ uri: LINK })],
    ['a bare string, as the sandbox of 2015 did', json(LINK)],
    ['a redirect', { status: 303, headers: { location: LINK }, body: '' }],
  ])('returns the link of %s', async (_what, line) => {
    expect((await post({}, line)).answer).toEqual({ kind: 'link', url: LINK, notices: [] });
  });

  it.each([
    ['half an object', { status: 200, headers: {}, body: `{"uri":"${LINK}` }, 'unknown'],
    ['an object of another API', json({ url: LINK }), 'unknown'],
    ['a page', html(200), 'unknown'],
    ['a reset', new TransportError('reset', true, 'x'), 'unknown'],
    ['a refused connection', new TransportError('connection-refused', false, 'x'), 'not-sent'],
    ['a no', json({ ErrorCode: 'NoAgreement' }, 401, { 'x-amzn-requestid': 'r-1' }), 'refused'],
  ])('classifies %s', async (_what, line, kind) => {
    expect((await post({}, line)).answer.kind).toBe(kind);
  });

  it('reports Getty Images’ request id with a refusal', async () => {
    const { answer } = await post({}, json({ ErrorCode: 'NoAgreement' }, 401, { 'x-amzn-requestid': 'r-1' }));
    expect(answer).toMatchObject({ upstream: { coordinationId: 'r-1', code: 'NoAgreement' } });
  });
});
