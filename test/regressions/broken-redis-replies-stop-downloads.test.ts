import { afterEach, expect, it } from 'vitest';
import { errorOf, type Service, startService } from '../support/service.js';
import { rawUpstream } from '../transport/support/upstream.js';

let service: Service | null = null;
afterEach(() => service?.close());

/** The commands of one chunk, which ioredis writes whole. */
const commandsIn = (text: string): string[] =>
  [...text.matchAll(/\*\d+\r\n\$\d+\r\n([A-Za-z]+)\r\n/g)].map(([, name = '']) => name.toUpperCase());

/** Speaks enough of Redis' protocol to be connected to, and gives one reply to every script. */
const brokenRedis = (reply: string) =>
  rawUpstream((socket, text) => {
    for (const command of commandsIn(text)) {
      const info = 'redis_version:7.0.0\r\nloading:0\r\n';
      if (command === 'INFO') socket.write(`$${info.length}\r\n${info}\r\n`);
      else socket.write(command === 'EVALSHA' || command === 'EVAL' ? reply : '+OK\r\n');
    }
  });

it.each([
  ['nil', '$-1\r\n'],
  ['a number', ':7\r\n'],
  ['a text', '$5\r\nhello\r\n'],
  ['a list of numbers', '*3\r\n:1\r\n:2\r\n:3\r\n'],
  ['an empty list', '*0\r\n'],
  ['a record without its fields', '*5\r\n$4\r\ndone\r\n$1\r\n1\r\n$1\r\n1\r\n$3\r\nfoo\r\n$3\r\nbar\r\n'],
])(
  'a download with a key of its caller is not sent and reads UPSTREAM_UNAVAILABLE where Redis replies %s',
  async (_name, reply) => {
    const redis = await brokenRedis(reply);
    service = await startService({
      env: { REDIS_URL: `redis://${redis.host}`, SERVICE_ACCOUNT_ACCESS: 'open' },
    });
    const response = await service.query(
      'mutation { downloadImage(input: { imageId: "103131833", idempotencyKey: "order-4711-abcdef" }) { download { url } userErrors { code } } }',
      {},
      { token: service.simulator.issueToken('plenty') },
    );
    expect(errorOf(response).extensions.code).toBe('UPSTREAM_UNAVAILABLE');
    expect(service.operations().filter((name) => name.startsWith('POST /v3/downloads'))).toEqual([]);
  },
);

it('unreadable replies of Redis are warned about once', async () => {
  const redis = await brokenRedis(':7\r\n');
  service = await startService({ env: { REDIS_URL: `redis://${redis.host}` } });
  const token = service.simulator.issueToken('plenty');
  for (let i = 0; i < 3; i += 1)
    await service.query(
      'mutation { downloadImage(input: { imageId: "103131833", idempotencyKey: "order-4711-abcdef" }) { download { url } userErrors { code } } }',
      {},
      { token },
    );
  const warnings = service.log.filter(
    ({ msg, level }) => level === 'warn' && /cannot read/.test(String(msg)),
  );
  expect(warnings).toHaveLength(1);
});
