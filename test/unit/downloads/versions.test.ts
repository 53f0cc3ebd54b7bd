import { describe, expect, it } from 'vitest';
import type { DownloadRequest } from '../../../src/downloads/download-request.js';
import type { Plan } from '../../../src/downloads/download-task.js';
import { responseToEvent } from '../../../src/downloads/response-to-event.js';
import { chooseVersion, isV1Compatible, nextVersion } from '../../../src/downloads/versions.js';
import type { GettyApi } from '../../../src/errors/upstream-failure.js';
import { classifyV1, toV1UpstreamFailure } from '../../../src/getty/errors/classify-v1.js';
import { classifyV2, parseV2ErrorResponse } from '../../../src/getty/errors/classify-v2.js';
import { classifyV3 } from '../../../src/getty/errors/classify-v3.js';
import {
  parseDownloadResponse,
  refusedBy,
  toFailedDownloadResponse,
} from '../../../src/getty/errors/parse-download-response.js';
import { parseErrorResponse } from '../../../src/getty/errors/parse-error-response.js';
import { originOfV1, originOfV2, originOfV3 } from '../../../src/getty/errors/response-origin.js';
import { toUpstreamFailure } from '../../../src/getty/errors/to-service-error.js';
import { readEnvelope } from '../../../src/getty/errors/v1-envelope.js';
import type { DownloadResponse } from '../../../src/getty/model/download-response.js';
import { TransportError } from '../../../src/getty/transport/errors.js';
import type { TransportErrorCode, UpstreamResponse } from '../../../src/getty/transport/transport.js';
import { envelope, html, json } from '../getty/v1-support.js';
import { requestOf } from './samples.js';

const ALL: readonly GettyApi[] = ['V3', 'V2', 'V1'];

/** Every choice and order of versions that `GETTY_APIS` can say. */
const SWITCHED_ON: readonly (readonly GettyApi[])[] = ALL.flatMap((one) => [
  [one],
  ...ALL.filter((two) => two !== one).flatMap((two) => [
    [one, two],
    [one, two, ...ALL.filter((three) => three !== one && three !== two)],
  ]),
]);

const OPTIONS: readonly (readonly [name: string, part: Partial<DownloadRequest>])[] = [
  ['nothing', {}],
  ['productType', { productType: 'PREMIUM_ACCESS' }],
  ['easy access', { productType: 'EASY_ACCESS' }],
  ['productId', { productId: '5678' }],
  ['fileType', { fileType: 'EPS' }],
  ['height', { height: 1024 }],
  ['note', { note: 'n' }],
  ['projectCode', { projectCode: 'P-1' }],
  ['size', { size: 'hd1' }],
];

/** The abilities of each version, option by option, independent of the code. */
const CAN: Readonly<Record<'image' | 'video', Readonly<Record<GettyApi, readonly string[]>>>> = {
  image: {
    V3: [
      'nothing',
      'productType',
      'easy access',
      'productId',
      'fileType',
      'height',
      'note',
      'projectCode',
      'size',
    ],
    V2: ['nothing'],
    V1: ['nothing', 'productType', 'easy access', 'productId', 'size'],
  },
  video: {
    V3: [
      'nothing',
      'productType',
      'easy access',
      'productId',
      'fileType',
      'height',
      'note',
      'projectCode',
      'size',
    ],
    V2: [],
    V1: ['nothing', 'easy access', 'productId', 'size'],
  },
};

/** Ways in which a download fails, and whether another version may be tried after it. */
interface Failure {
  readonly name: string;
  readonly mayTryAnother: boolean;
  readonly answer: (api: GettyApi) => DownloadResponse;
}

const OPERATIONS: Readonly<Record<GettyApi, string>> = {
  V3: 'POST /v3/downloads/images/{id}',
  V2: 'POST /v2/download/{id}',
  V1: 'CreateDownloadRequest',
};
const labelOf = (api: GettyApi) => ({ api, operation: OPERATIONS[api] });

const read = (api: GettyApi, response: UpstreamResponse): DownloadResponse => {
  if (api === 'V3')
    return parseDownloadResponse(response, null, labelOf(api), classifyV3, originOfV3, 0, null);
  if (api === 'V2') {
    const refused = parseV2ErrorResponse(response, 0);
    return parseDownloadResponse(
      response,
      null,
      labelOf(api),
      () => classifyV2(refused),
      originOfV2,
      0,
      null,
    );
  }
  const opened = readEnvelope(response, ['CreateDownloadRequestResult']);
  const errorKind = classifyV1(response, opened, 0);
  const upstream = toV1UpstreamFailure('CreateDownloadRequest', response, opened);
  return refusedBy(originOfV1(response, opened), response, errorKind, upstream);
};

const broken = (code: TransportErrorCode, isSent: boolean, mayTryAnother: boolean): Failure => ({
  name: `${code}, ${isSent ? 'sent' : 'not sent'}`,
  mayTryAnother,
  answer: (api) => toFailedDownloadResponse(new TransportError(code, isSent, 'x'), labelOf(api)),
});

const answered = (
  name: string,
  response: (api: GettyApi) => UpstreamResponse,
  mayTryAnother = false,
): Failure => ({
  name,
  mayTryAnother,
  answer: (api) => read(api, response(api)),
});

const UNSENT: readonly TransportErrorCode[] = [
  'queue-full',
  'deadline',
  'not-sent',
  'aborted',
  'reset',
  'timeout',
];
const SENT: readonly TransportErrorCode[] = [
  'reset',
  'timeout',
  'too-large',
  'unreadable',
  'tls',
  'dns',
  'connection-refused',
  'connect-timeout',
  'circuit-open',
];

const FAILURES: readonly Failure[] = [
  ...(['dns', 'connection-refused', 'connect-timeout', 'tls', 'circuit-open'] as const).map((trouble) =>
    broken(trouble, false, true),
  ),
  ...UNSENT.map((code) => broken(code, false, false)),
  ...SENT.map((code) => broken(code, true, false)),
  answered('unknown route', () => json({ message: 'Missing Authentication Token' }, 403), true),
  answered('inactive key', () => json({ message: 'Forbidden' }, 403)),
  answered('a bare 401', () => json({ message: 'Unauthorized' }, 401)),
  answered('a proxy’s 401', () => html(401)),
  answered('429', () => json({ message: 'Too Many Requests' }, 429)),
  answered('a proxy’s 429', () => html(429)),
  answered('403 about rate', () => html(403, { 'x-error-detail': 'Account Over Queries Per Second Limit' })),
  answered('500', () => html(500)),
  answered('503', () => html(503)),
  answered('a moved API', () => html(301, { location: 'https://elsewhere.test/' })),
  answered('no agreement', (api) =>
    api === 'V1' ? envelope('error', {}, ['Error:NoAgreement']) : json({ ErrorCode: 'NoAgreement' }, 401),
  ),
  answered('no such image', (api) =>
    api === 'V1' ? envelope('error', {}, ['Error:ImageNotFound']) : json({ ErrorCode: 'ImageNotFound' }, 404),
  ),
  answered('bad input', (api) =>
    api === 'V1'
      ? envelope('error', {}, ['Error:InvalidRequest'])
      : json({ ErrorCode: 'InvalidRequest' }, 400),
  ),
  answered('a fault of theirs', (api) =>
    api === 'V1' ? envelope('error', {}, ['Error:InternalError']) : json({ ErrorCode: 'SystemError' }, 500),
  ),
];

const codeOf = (ask: () => GettyApi): string => {
  try {
    return ask();
  } catch (error) {
    return (error as { code?: string }).code ?? 'a fault';
  }
};

/** In which order versions are tried: v3 first, the others as `GETTY_APIS` has them. */
const inOrder = (apis: readonly GettyApi[]): readonly GettyApi[] => [
  ...apis.filter((api) => api === 'V3'),
  ...apis.filter((api) => api !== 'V3'),
];

interface Case {
  readonly apis: readonly GettyApi[];
  readonly via: GettyApi | null;
  readonly type: 'image' | 'video';
  readonly option: string;
  readonly request: DownloadRequest;
}

const CASES: readonly Case[] = SWITCHED_ON.flatMap((apis) =>
  [null, ...ALL].flatMap((via) =>
    (['image', 'video'] as const).flatMap((type) =>
      OPTIONS.map(([option, part]) => ({
        apis,
        via,
        type,
        option,
        request: requestOf({ ...part, asset: { type, id: '1' }, via }),
      })),
    ),
  ),
);

const able = ({ apis, type, option }: Case): readonly GettyApi[] =>
  inOrder(apis).filter((api) => CAN[type][api].includes(option));

const label = ({ apis, via, type, option }: Case): string =>
  `${apis.join('>')} via ${via ?? '-'} ${type} with ${option}`;

/** Checks one of very many cases: cheaply, and telling which one it was. */
const same = (found: unknown, expected: unknown, which: string): void => {
  if (JSON.stringify(found) !== JSON.stringify(expected)) expect(found, which).toEqual(expected);
};

describe('the API version of a download', () => {
  it(`the named version is used, else the first able one, in all ${CASES.length} cases`, () => {
    for (const one of CASES) {
      const chosen = codeOf(() => chooseVersion(one.request, one.apis, 1));
      const expected =
        one.via !== null
          ? one.apis.includes(one.via)
            ? one.via
            : 'BAD_USER_INPUT'
          : (able(one)[0] ?? 'BAD_USER_INPUT');
      same(chosen, expected, label(one));
    }
  });

  it('the cases cover every choice and order of versions with every option', () => {
    expect(CASES).toHaveLength(15 * 4 * 2 * 9);
  });

  it('v1 is used for two or more plain images of one operation only', () => {
    for (const one of CASES) {
      const canBePlain = one.via === null && one.type === 'image' && CAN.image.V1.includes(one.option);
      same(isV1Compatible(one.request), canBePlain, label(one));
      for (const plainItems of [2, 100]) {
        const chosen = codeOf(() => chooseVersion(one.request, one.apis, plainItems));
        const alone = codeOf(() => chooseVersion(one.request, one.apis, 1));
        same(chosen, canBePlain && one.apis.includes('V1') ? 'V1' : alone, label(one));
      }
    }
  });

  it('input that no enabled version can serve is named', () => {
    const ask = (part: Partial<DownloadRequest>, apis: readonly GettyApi[]) => () =>
      chooseVersion(requestOf(part), apis, 1);
    expect(ask({ height: 9 }, ['V1'])).toThrow(expect.objectContaining({ argument: ['input', 'height'] }));
    expect(ask({ note: 'n' }, ['V2', 'V1'])).toThrow(/input\.note: needs v3/);
    expect(ask({ asset: { type: 'video', id: '1' } }, ['V2'])).toThrow(
      /no version .* \(V2\) can download this/,
    );
    expect(ask({ via: 'V1' }, ['V3'])).toThrow(expect.objectContaining({ argument: ['input', 'via'] }));
  });
});

describe('the next API version', () => {
  const plan: Omit<Plan, 'api'> = { ref: null, product: null, downloadToken: null, allowance: null };

  /** Repeats the same failure until no version is left; the versions tried, in order. */
  const asked = (one: Case, failure: Failure): GettyApi[] => {
    const given: GettyApi[] = [];
    let api: GettyApi | null = chooseVersion(one.request, one.apis, 1);
    while (api !== null && given.length <= ALL.length) {
      given.push(api);
      const next: GettyApi | null = nextVersion(one.request, one.apis, given);
      const event = responseToEvent(failure.answer(api), {
        request: one.request,
        plan: { ...plan, api },
        session: 'service',
        next,
      });
      api = event.type === 'uncharged' ? event.next : null;
    }
    return given;
  };

  it.each(FAILURES.map((failure) => [failure.name, failure] as const))(
    'the next version after %s is right in all cases',
    (_name, failure) => {
      let cases = 0;
      for (const one of CASES) {
        const first = codeOf(() => chooseVersion(one.request, one.apis, 1));
        if (first === 'BAD_USER_INPUT') continue;
        const expected = one.via === null && failure.mayTryAnother ? able(one) : [first];
        same(asked(one, failure), expected, `${label(one)} after ${failure.name}`);
        cases += 1;
      }
      expect(cases).toBeGreaterThan(400);
    },
  );

  it('no version is tried twice, in any order', () => {
    for (const one of CASES) {
      for (const given of SWITCHED_ON) {
        const next = nextVersion(one.request, one.apis, given);
        const expected = one.via === null ? (able(one).find((api) => !given.includes(api)) ?? null) : null;
        same(next, expected, `${label(one)} after ${given.join(',')}`);
      }
    }
  });

  it('no version is tried after a response from Getty Images', () => {
    const refused = parseErrorResponse(html(418), 0);
    const event = responseToEvent(
      {
        kind: 'refused',
        errorKind: { kind: 'refused' },
        upstream: toUpstreamFailure(labelOf('V3'), refused, null),
      },
      { request: requestOf(), plan: { ...plan, api: 'V3' }, session: 'caller', next: 'V1' },
    );
    expect(event.type).toBe('refused');
  });
});
