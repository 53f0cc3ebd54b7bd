import { request as httpRequest } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Fault } from '../../simulator/src/index.js';
import { type Answer, Bench } from './helpers.js';

let bench: Bench;
beforeEach(async () => {
  bench = await Bench.start();
});
afterEach(() => bench.sim.close());

const DOWNLOAD = 'POST /v3/downloads/images/{id}';

/** The client's view: a response, a broken connection (by its code), or nothing within its timeout. */
type Seen =
  | { answer: { status: number; headers: Record<string, unknown>; body: string } }
  | { broken: string }
  | { silent: true };

function post(path: string, token: string, waitMs: number): Promise<Seen> {
  return new Promise((resolve) => {
    const headers = { 'api-key': bench.sim.apiKey, authorization: `Bearer ${token}` };
    const call = httpRequest(
      `${bench.sim.url}${path}`,
      { method: 'POST', headers, agent: false },
      (response) => {
        const pieces: Buffer[] = [];
        response.on('data', (piece: Buffer) => pieces.push(piece));
        response.on('error', (error: NodeJS.ErrnoException) => resolve({ broken: error.code ?? 'unknown' }));
        response.on('end', () =>
          resolve({
            answer: {
              status: response.statusCode ?? 0,
              headers: response.headers,
              body: Buffer.concat(pieces).toString(),
            },
          }),
        );
      },
    );
    call.setTimeout(waitMs, () => {
      resolve({ silent: true });
      call.destroy();
    });
    call.on('error', (error: NodeJS.ErrnoException) => resolve({ broken: error.code ?? 'unknown' }));
    call.end();
  });
}

function download(waitMs = 10_000): Promise<Seen> {
  return post(
    '/v3/downloads/images/83454804?auto_download=false&product_type=easyaccess',
    bench.sim.issueToken('plenty'),
    waitMs,
  );
}

/** A response that has nothing of Getty Images' own. */
function expectFromProxy(seen: Seen, status: number, body: RegExp): void {
  expect(seen).toMatchObject({ answer: { status, body: expect.stringMatching(body) } });
  const headers = 'answer' in seen ? seen.answer.headers : {};
  expect(headers).toMatchObject({ server: 'nginx' });
  expect(Object.keys(headers)).not.toContain('x-amzn-requestid');
  expect(Object.keys(headers)).not.toContain('access-control-allow-origin');
}

/** Each kind once: what the client sees, how many downloads were charged, and the status that went out. */
const kinds: [Fault, (seen: Seen) => void, number, number | null][] = [
  [
    { kind: 'delayAfterCommit', delayMs: 5 },
    (seen) => expect(seen).toMatchObject({ answer: { status: 200 } }),
    1,
    200,
  ],
  [{ kind: 'proxy' }, (seen) => expectFromProxy(seen, 502, /502 Bad Gateway/), 0, 502],
  [{ kind: 'proxyAfterCommit' }, (seen) => expectFromProxy(seen, 502, /502 Bad Gateway/), 1, 502],
  [{ kind: 'proxyAfterCommit', status: 403, body: '' }, (seen) => expectFromProxy(seen, 403, /^$/), 1, 403],
  [{ kind: 'delay', delayMs: 5 }, (seen) => expect(seen).toMatchObject({ answer: { status: 200 } }), 1, 200],
  [{ kind: 'reset' }, (seen) => expect(seen).toEqual({ broken: 'ECONNRESET' }), 0, null],
  [{ kind: 'hang' }, (seen) => expect(seen).toEqual({ silent: true }), 0, null],
  [
    { kind: 'status', status: 503, body: 'down', headers: { 'x-a': 'b' } },
    (seen) => expect(seen).toMatchObject({ answer: { status: 503, body: 'down', headers: { 'x-a': 'b' } } }),
    0,
    503,
  ],
  [
    { kind: 'redirect', status: 307 },
    (seen) =>
      expect(seen).toMatchObject({
        answer: {
          status: 307,
          headers: { location: expect.stringContaining('/v3/downloads/images/83454804?') },
        },
      }),
    0,
    307,
  ],
  [{ kind: 'truncate' }, (seen) => expect(seen).toEqual({ broken: 'ECONNRESET' }), 1, 200],
  [{ kind: 'resetAfterCommit' }, (seen) => expect(seen).toEqual({ broken: 'ECONNRESET' }), 1, null],
  [{ kind: 'hangAfterCommit' }, (seen) => expect(seen).toEqual({ silent: true }), 1, null],
  [{ kind: 'statusAfterCommit' }, (seen) => expect(seen).toMatchObject({ answer: { status: 500 } }), 1, 500],
  [
    { kind: 'malformed' },
    (seen) =>
      expect(seen).toMatchObject({
        answer: { status: 200, body: expect.stringMatching(/^\{"uri":"http[^"]*$/) },
      }),
    1,
    200,
  ],
  [
    { kind: 'html', status: 502 },
    (seen) =>
      expect(seen).toMatchObject({
        answer: { status: 502, headers: { 'content-type': 'text/html; charset=utf-8' } },
      }),
    1,
    502,
  ],
  [
    { kind: 'wrongType' },
    (seen) => expect(seen).toMatchObject({ answer: { status: 200, body: '{"uri":7}' } }),
    1,
    200,
  ],
  [
    { kind: 'emptyBody' },
    (seen) => expect(seen).toMatchObject({ answer: { status: 200, body: '' } }),
    1,
    200,
  ],
  [
    { kind: 'drip', bytes: 40, delayMs: 1 },
    (seen) => expect(seen).toMatchObject({ answer: { body: expect.stringMatching(/^\{"uri":".*"\}$/) } }),
    1,
    200,
  ],
  [
    { kind: 'huge', bytes: 1_000_000 },
    (seen) => expect('answer' in seen && seen.answer.body.length).toBeGreaterThan(1_000_000),
    1,
    200,
  ],
  [{ kind: 'resetInBody' }, (seen) => expect(seen).toEqual({ broken: 'ECONNRESET' }), 1, 200],
  [{ kind: 'hangInBody' }, (seen) => expect(seen).toEqual({ silent: true }), 1, 200],
  [
    { kind: 'gzip' },
    (seen) => expect(seen).toMatchObject({ answer: { headers: { 'content-encoding': 'gzip' } } }),
    1,
    200,
  ],
];

describe('a fault', () => {
  it.each(kinds)('$kind', async (fault, check, charges, status) => {
    bench.sim.inject({ operation: DOWNLOAD, ...fault });
    // Only who knows that nothing will come gives up so soon.
    check(await download(fault.kind.startsWith('hang') ? 150 : 10_000));
    expect(bench.sim.charges).toHaveLength(charges);
    expect(bench.sim.requests[0]?.status).toBe(status);
    // It struck once; the next request is served.
    expect(await download()).toMatchObject({ answer: { status: 200 } });
  });

  it('a fault applies its number of times, after skipping some requests', async () => {
    bench.sim.inject({ operation: /^GET/, kind: 'status', status: 500, times: 2, skip: 1 });
    const responses: Answer[] = [];
    for (let n = 0; n < 4; n += 1) responses.push(await bench.call('/v3/images/83454804'));
    expect(responses.map(({ status }) => status)).toEqual([200, 500, 500, 200]);
  });

  it('a fault can be removed, alone or with all others', async () => {
    const takeAway = bench.sim.inject({ kind: 'status', times: Number.POSITIVE_INFINITY });
    expect((await bench.call('/v3/images/83454804')).status).toBe(500);
    takeAway();
    expect((await bench.call('/v3/images/83454804')).status).toBe(200);
    bench.sim.inject({ kind: 'status' });
    bench.sim.clearFaults();
    expect((await bench.call('/v3/images/83454804')).status).toBe(200);
  });

  it('a fault applies to one operation, by name or pattern, or to all', async () => {
    bench.sim.inject({ operation: 'GET /v3/products', kind: 'status', status: 418 });
    expect((await bench.call('/v3/images/83454804')).status).toBe(200);
    expect((await bench.call('/v3/products', { as: 'plenty' })).status).toBe(418);
    bench.sim.inject({ operation: /oauth2/g, kind: 'status', status: 503, times: 2 });
    expect([(await bench.form({})).status, (await bench.form({})).status]).toEqual([503, 503]);
  });

  it('a fault never applies to the control surface', async () => {
    bench.sim.inject({ kind: 'reset', times: Number.POSITIVE_INFINITY });
    expect((await bench.call('/__simulator/state')).status).toBe(200);
  });

  it('the gzip fault sends gzip', async () => {
    bench.sim.inject({ kind: 'gzip' });
    expect((await bench.call('/v3/images/83454804?fields=id')).json['images']).toEqual([{ id: '83454804' }]);
  });
});

it('a fault may delay the response', async () => {
  bench.sim.options.latencyMs = 30;
  const before = performance.now();
  await bench.call('/v3/images/83454804');
  expect(performance.now() - before).toBeGreaterThanOrEqual(28);
});

it('the simulator closes while a client waits for a response', async () => {
  bench.sim.inject({ kind: 'hang' });
  const waiting = post('/v3/downloads/images/83454804', bench.sim.issueToken('plenty'), 5000);
  await expect.poll(() => bench.sim.requests.length).toBe(1);
  await bench.sim.close();
  expect(await waiting).toHaveProperty('broken');
  bench = await Bench.start();
});
