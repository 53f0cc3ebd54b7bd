import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readCommandLine } from '../../simulator/src/command-line.js';
import { type Answer, Bench } from './helpers.js';

let bench: Bench;
beforeAll(async () => {
  bench = await Bench.start({ port: 0 });
});
afterAll(() => bench.sim.close());

function control(method: string, path: string, body?: unknown): Promise<Answer> {
  return bench.call(`/__simulator${path}`, {
    method,
    key: null,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
}

describe('the control surface', () => {
  it('the control surface lists its routes', async () => {
    expect((await control('GET', '')).json['actions']).toContain('POST /faults');
    expect((await control('GET', '/nothing')).status).toBe(404);
  });

  it('the control surface lists and clears requests, without its own', async () => {
    await bench.call('/v3/images/83454804');
    expect((await control('GET', '/requests')).json['requests']).toHaveLength(1);
    expect((await control('DELETE', '/requests')).json).toEqual({ forgotten: 1 });
  });

  it('the control surface issues tokens, and its ledger lists their downloads', async () => {
    const { json } = await control('POST', '/tokens', { account: 'plenty' });
    const headers = { authorization: `Bearer ${String(json['access_token'])}` };
    await bench.call('/v3/downloads/images/83454804?product_type=easyaccess', { method: 'POST', headers });
    expect((await control('GET', '/ledger')).json['charges']).toMatchObject([
      { account: 'plenty', assetId: '83454804' },
    ]);
    await control('DELETE', '/tokens');
    expect((await bench.call('/v3/products', { headers })).status).toBe(401);
  });

  it('the control surface adds and removes faults', async () => {
    await control('POST', '/faults', {
      kind: 'status',
      status: 418,
      operationPattern: 'images',
      times: 'always',
    });
    expect((await bench.call('/v3/images/83454804')).status).toBe(418);
    expect((await control('GET', '/faults')).json['faults']).toMatchObject([
      { kind: 'status', times: 'always', operation: '/images/' },
    ]);
    await control('DELETE', '/faults');
    expect((await bench.call('/v3/images/83454804')).status).toBe(200);
  });

  it('the control surface sets switches, allowances and the clock', async () => {
    await control('POST', '/options', { redirectStatus: 302 });
    expect(bench.sim.options.redirectStatus).toBe(302);
    await control('POST', '/remaining', { account: 'plenty', productId: 11001, remaining: 3 });
    expect(bench.sim.account('plenty').products[0]?.remaining).toBe(3);
    const before = Number((await control('GET', '/state')).json['now']);
    await control('POST', '/clock', { advanceMs: 3_600_000 });
    expect(Number((await control('GET', '/state')).json['now']) - before).toBeGreaterThanOrEqual(3_600_000);
    await control('POST', '/reset');
    expect(bench.sim.account('plenty').products[0]?.remaining).toBe(5000);
    expect((await control('GET', '/accounts')).json['accounts']).toHaveLength(9);
  });

  it.each([
    ['/faults', { kind: 'explode' }, 'must be one of'],
    ['/options', { speed: 9 }, 'no option "speed"'],
    ['/tokens', { account: 'nobody' }, 'no account "nobody"'],
    ['/tokens', {}, '"account" must be text'],
    ['/clock', { advanceMs: 'much' }, 'must be a number'],
    ['/remaining', { account: 'plenty', productId: 1, remaining: 1 }, 'no product 1'],
    ['/faults', [], 'must be a JSON object'],
  ])('POST %s with %j explains what is wrong', async (path, body, message) => {
    const response = await control('POST', path, body);
    expect(response.status).toBe(400);
    expect(response.json['error']).toContain(message);
  });
});

describe('the command line', () => {
  it('collects redirect addresses, and knows public clients', () => {
    const args = [
      '--redirect-uri',
      'https://a.example/x',
      '--redirect-uri=com.example.app:/y',
      '--public-client',
    ];
    expect(readCommandLine(args)).toEqual({
      kind: 'start',
      options: {
        port: 4010,
        redirectUris: ['https://a.example/x', 'com.example.app:/y'],
        publicClient: true,
      },
    });
  });

  it('turns flags into options', () => {
    const line = readCommandLine([
      '--port',
      '4011',
      '--mashery',
      '--redirect-status=302',
      '--clock-skew-ms',
      '-5',
      '--no-v1',
    ]);
    expect(line).toEqual({
      kind: 'start',
      options: { port: 4011, mashery: true, redirectStatus: 302, clockSkewMs: -5, v1Enabled: false },
    });
    expect(readCommandLine(['--client-credentials-account', 'none-at-all'])).toMatchObject({
      options: { clientCredentialsAccount: null },
    });
  });

  it('the command line prints help', () => {
    expect(readCommandLine(['--help'])).toMatchObject({
      kind: 'help',
      text: expect.stringContaining('--commit-delay-ms'),
    });
  });

  it.each([
    [['--prot', '1'], 'There is no flag --prot'],
    [['4010'], 'There is no flag 4010'],
    [['--port'], '--port needs a value'],
    [['--port', 'many'], '--port must be a whole number, not "many"'],
    [['--port', '70000'], '--port must be at most 65535'],
    [['--redirect-status', '301'], 'must be one of 302, 303'],
    [['--mashery=yes'], '--mashery takes no value'],
    [['--clock-skew-ms', 'late'], 'must be a whole number'],
  ])('the command line rejects %j', (args, message) => {
    expect(readCommandLine(args)).toMatchObject({ kind: 'mistake', text: expect.stringContaining(message) });
  });
});
