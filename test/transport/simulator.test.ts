import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Fault, type FaultKind, type Simulator, startSimulator } from '../../simulator/src/index.js';
import { ANONYMOUS, callersOwn, get, post, scope, testTransport } from './support/transport.js';

let getty: Simulator;
beforeAll(async () => {
  getty = await startSimulator();
});
beforeEach(() => {
  getty.reset();
  getty.clearFaults();
});
afterAll(() => getty.close());

const search = (phrase = 'cat') =>
  get(`${getty.url}/v3/search/images/creative?phrase=${phrase}&page=1&page_size=30`, {
    group: 'search',
    operation: 'GET /v3/search/images/creative',
    headers: { 'api-key': getty.apiKey, accept: 'application/json' },
  });

/** What a call ends with: a status, or a code. */
const endOf = (call: Promise<{ status: number }>): Promise<string> =>
  call.then(
    ({ status }) => String(status),
    (error: { code: string }) => error.code,
  );

/** Which of the two it is depends on whether the reset overtakes the bytes. */
const BROKEN = /^(?:reset|unreadable)$/;

/** What a search meets, ends with if that goes on for good, and how many calls that takes. */
const READS: readonly [FaultKind, Partial<Fault>, RegExp, number][] = [
  ['reset', {}, /^reset$/, 3],
  ['resetInBody', {}, BROKEN, 3],
  ['hang', {}, /^timeout$/, 3],
  ['hangInBody', {}, /^timeout$/, 3],
  ['status', { status: 500 }, /^500$/, 3],
  ['status', { status: 503 }, /^503$/, 3],
  ['status', { status: 429 }, /^429$/, 6],
  ['status', { status: 404 }, /^404$/, 1],
  ['truncate', {}, /^unreadable$/, 3],
  ['malformed', {}, /^200$/, 1],
  ['html', {}, /^200$/, 1],
  ['wrongType', {}, /^200$/, 1],
  ['emptyBody', {}, /^200$/, 1],
  ['huge', { bytes: 100 * 1024 * 1024 }, /^too-large$/, 1],
  ['gzip', {}, /^200$/, 1],
];

describe.each(READS)('a search with the fault %s %j', (kind, details, end, calls) => {
  const run = (times: number): Promise<string> => {
    getty.inject({ kind, times, ...details });
    const limitMs = kind.startsWith('hang') ? 80 : 2000;
    return endOf(testTransport({ random: () => 0, timeoutMs: limitMs }).read(search(), ANONYMOUS, scope()));
  };

  it('that persists ends as documented, with few requests', async () => {
    expect(await run(Number.POSITIVE_INFINITY)).toMatch(end);
    expect(getty.requests).toHaveLength(calls);
  });

  it('that occurs once succeeds where a retry can help', async () => {
    expect(await run(1)).toMatch(calls > 1 ? /^200$/ : end);
  });
});

/** What the answer of a download meets, what that ends with, and how much was charged all the same. */
const SPENDS: readonly [FaultKind, Partial<Fault>, RegExp, 0 | 1][] = [
  ['reset', {}, /^reset$/, 0],
  ['hang', {}, /^timeout$/, 0],
  ['status', { status: 500 }, /^500$/, 0],
  ['status', { status: 429 }, /^429$/, 0],
  ['redirect', {}, /^302$/, 0],
  ['resetAfterCommit', {}, /^reset$/, 1],
  ['hangAfterCommit', {}, /^timeout$/, 1],
  ['statusAfterCommit', { status: 503 }, /^503$/, 1],
  ['truncate', {}, /^unreadable$/, 1],
  ['resetInBody', {}, BROKEN, 1],
  ['hangInBody', {}, /^timeout$/, 1],
  ['malformed', {}, /^200$/, 1],
  ['gzip', {}, /^200$/, 1],
];

describe.each(SPENDS)('a download with the fault %s %j', (kind, details, end, charges) => {
  it('is one request and at most one charge', async () => {
    const [imageId = ''] = getty.imagesFitting('plenty', 'easyaccess');
    const token = getty.issueToken('plenty');
    getty.inject({ kind, times: Number.POSITIVE_INFINITY, ...details });
    const request = post(
      `${getty.url}/v3/downloads/images/${imageId}?auto_download=false&product_type=easyaccess`,
      {
        headers: {
          'api-key': getty.apiKey,
          authorization: `Bearer ${token}`,
          'content-type': 'application/json',
        },
      },
    );
    const limitMs = kind.startsWith('hang') ? 150 : 2000;
    const call = testTransport({ timeoutMs: limitMs }).sendOnce(request, scope(), async () => true);
    expect(await endOf(call)).toMatch(end);
    await call.catch((error: unknown) => expect(error).toMatchObject({ isSent: true }));
    await getty.flush();
    expect(getty.requests).toHaveLength(1);
    expect(getty.charges.length).toBe(charges);
  });
});

describe('two hundred searches of several callers at a limit of a hundred a second', () => {
  it('all succeed, with no 429 and no retry', async () => {
    // Half as much again: a machine that is busy brings calls together that left apart. Two hundred at once are too many.
    getty.options.maxRps = 150;
    try {
      const transport = testTransport({ maxRps: 100 });
      const policy = (i: number) => (i % 2 === 0 ? ANONYMOUS : callersOwn(`caller ${i % 3}`));
      const ends = await Promise.all(
        Array.from({ length: 200 }, (_, i) => endOf(transport.read(search(`cat${i}`), policy(i), scope()))),
      );
      expect([new Set(ends), getty.requests.length]).toEqual([new Set(['200']), 200]);
    } finally {
      getty.options.maxRps = 0;
    }
  });
});
