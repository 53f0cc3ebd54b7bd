import type { IncomingMessage } from 'node:http';
import { request } from 'node:http';
import { Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { clientAddresses, isPrivate, networkOf } from '../../../src/http/client-address.js';
import { describeWithNginx, startNginx } from '../../support/nginx.js';
import { type Service, startService } from '../../support/service.js';

const arriving = (from: string, forwardedFor?: string): IncomingMessage => {
  const socket = new Socket();
  Object.defineProperty(socket, 'remoteAddress', { value: from });
  const headers = forwardedFor === undefined ? {} : { 'x-forwarded-for': forwardedFor };
  return { socket, connection: socket, headers } as unknown as IncomingMessage;
};

describe('the address of a client', () => {
  const trusted = ['10.0.0.0/8', 'fd00::/8', '192.0.2.7'];

  it.each([
    ['is the connection’s without the header', '203.0.113.5', undefined, '203.0.113.5'],
    [
      'is the connection’s where an untrusted peer forges the header',
      '203.0.113.5',
      '1.2.3.4',
      '203.0.113.5',
    ],
    ['is what a trusted proxy saw', '10.1.2.3', '203.0.113.5', '203.0.113.5'],
    ['is not what a client forged in front of it', '10.1.2.3', '1.2.3.4, 203.0.113.5', '203.0.113.5'],
    [
      'is found behind several trusted proxies',
      '10.1.2.3',
      '1.2.3.4, 203.0.113.5, 192.0.2.7, 10.9.9.9',
      '203.0.113.5',
    ],
    ['is found behind a proxy of IPv6', 'fd12::1', '203.0.113.5', '203.0.113.5'],
    ['is found behind a proxy of IPv4 in IPv6’s form', '::ffff:10.1.2.3', '203.0.113.5', '203.0.113.5'],
    ['is read without its port', '10.1.2.3', '203.0.113.5:4711', '203.0.113.5'],
    ['is read without its brackets and port', '10.1.2.3', '[2001:db8:1:2::5]:4711', '2001:db8:1:2::/64'],
    ['is the proxy’s where the header holds no address', '10.1.2.3', 'unknown', '10.1.2.3'],
    ['is the proxy’s where the header holds nonsense', '10.1.2.3', '"><script>', '10.1.2.3'],
    ['is the /64 of an IPv6 client', '2001:db8:1:2:aaaa::5', undefined, '2001:db8:1:2::/64'],
  ])('%s', (_title, from, header, expected) => {
    expect(clientAddresses(trusted).of(arriving(from, header))).toBe(expected);
  });

  it('X-Forwarded-For is ignored where no proxy is trusted', () => {
    expect(clientAddresses(null).of(arriving('10.1.2.3', '203.0.113.5'))).toBe('10.1.2.3');
  });

  it('addresses of one IPv6 /64 are one client, and so is IPv4 in both notations', () => {
    expect(networkOf('2001:db8:1:2:3:4:5:6')).toBe(networkOf('2001:db8:1:2::'));
    expect(networkOf('2001:db8:1:3::')).not.toBe(networkOf('2001:db8:1:2::'));
    expect(networkOf('::ffff:203.0.113.5')).toBe('203.0.113.5');
    expect(networkOf('fe80::1%eth0')).toBe('fe80::/64');
    expect(networkOf('')).toBe('');
  });

  it('private addresses are recognized', () => {
    expect(
      ['10.0.0.1', '127.0.0.1', '::1', 'fd00::1', '172.16.0.1', '::ffff:192.168.1.1'].map(isPrivate),
    ).toEqual(Array(6).fill(true));
    expect(['203.0.113.5', '2001:4860::1', ''].map(isPrivate)).toEqual([false, false, false]);
  });
});

let service: Service | null = null;
afterEach(async () => {
  await service?.close();
  service = null;
});

const QUERY = JSON.stringify({ query: '{ rateLimit { used } }' });

/** Posts through a Unix socket or to a URL, and gives what this client has used of its budget. */
const used = (
  where: { socketPath: string } | { url: string },
  headers: Record<string, string>,
): Promise<number> =>
  new Promise((resolve, reject) => {
    const options = { method: 'POST', headers: { 'content-type': 'application/json', ...headers } };
    const read = (response: IncomingMessage): void => {
      let text = '';
      response.on('data', (chunk) => {
        text += chunk;
      });
      response.on('end', () => resolve(JSON.parse(text).data.rateLimit.used));
    };
    const sent =
      'url' in where
        ? request(where.url, options, read)
        : request({ ...options, socketPath: where.socketPath, path: '/graphql' }, read);
    sent.on('error', reject);
    sent.end(QUERY);
  });

describe('budgets by address', () => {
  it('clients behind a trusted proxy have separate budgets, also on the fast path', async () => {
    service = await startService({ env: { TRUSTED_PROXIES: 'loopback', SERVICE_ACCOUNT_ACCESS: 'off' } });
    const from = (address: string) => used({ url: service?.url ?? '' }, { 'x-forwarded-for': address });
    const first = await from('203.0.113.1');
    for (let i = 0; i < 5; i += 1) await from('203.0.113.2');
    expect(await from('203.0.113.1')).toBe(2 * first);
    expect(await from('198.51.100.9, 203.0.113.1')).toBe(3 * first);
  });

  it('clients behind an untrusted peer share one budget', async () => {
    service = await startService({ env: { TRUSTED_PROXIES: '192.0.2.0/24', SERVICE_ACCOUNT_ACCESS: 'off' } });
    const from = (address: string) => used({ url: service?.url ?? '' }, { 'x-forwarded-for': address });
    const first = await from('203.0.113.1');
    expect(await from('203.0.113.2')).toBe(2 * first);
  });

  it('an unnamed proxy on a private address is warned about once in production', async () => {
    service = await startService({
      env: { NODE_ENV: 'production', IDEMPOTENCY_STORE: 'memory', SERVICE_ACCOUNT_ACCESS: 'off' },
    });
    for (let i = 0; i < 3; i += 1) await used({ url: service.url }, { 'x-forwarded-for': '203.0.113.1' });
    expect(service.log.filter(({ msg }) => /TRUSTED_PROXIES/.test(String(msg)))).toHaveLength(1);
  });
});

describeWithNginx('budgets by address behind nginx', () => {
  it('budgets behind nginx go by the client’s address, whatever it sends as X-Forwarded-For', async () => {
    service = await startService({ env: { TRUSTED_PROXIES: 'loopback', SERVICE_ACCOUNT_ACCESS: 'off' } });
    const socketPath = await startNginx(new URL(service.url).origin);
    const from = (client: string, forged?: string) =>
      used(
        { socketPath },
        { 'x-test-client': client, ...(forged === undefined ? {} : { 'x-forwarded-for': forged }) },
      );
    const first = await from('203.0.113.1');
    expect(await from('203.0.113.2')).toBe(first);
    expect(await from('203.0.113.1', '198.51.100.77')).toBe(2 * first);
    expect(await from('203.0.113.1', '127.0.0.1, 10.0.0.1')).toBe(3 * first);
    expect(await from('203.0.113.1', 'unknown')).toBe(4 * first);
    expect(await from('198.51.100.77')).toBe(first);
  });
});
