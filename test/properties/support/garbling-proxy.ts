import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Values that replace others. */
const WRONG: readonly unknown[] = [
  null,
  0,
  -1,
  1.5,
  2 ** 40,
  true,
  '',
  'x',
  '12',
  'NEW_WORD',
  [],
  {},
  ['x', null, 7],
  { x: 1 },
];

/** One value in so many is another one. */
const ONE_IN = 12;

/** Stable for one position of one response, so that a repeated request gets the same response. */
const garble = (value: unknown, place: string): unknown => {
  const dice = createHash('sha256').update(place).digest().readUInt32BE(0);
  if (dice % ONE_IN === 0) return WRONG[Math.floor(dice / ONE_IN) % WRONG.length];
  if (Array.isArray(value)) return value.map((item, index) => garble(item, `${place}/${index}`));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, part]) => [name, garble(part, `${place}/${name}`)]),
  );
};

/** Stands between the service and the simulator, and makes nonsense of some of what v3 says. */
export const startGarblingProxy = async (
  target: string,
): Promise<{ readonly url: string; close(): Promise<void> }> => {
  const server = createServer(async (request, response) => {
    const { url = '/', method = 'GET', headers } = request;
    const body: Buffer[] = [];
    for await (const chunk of request) body.push(chunk as Buffer);
    const { host: _host, connection: _connection, 'content-length': _length, ...others } = headers;
    const answer = await fetch(target + url, {
      method,
      headers: { ...(others as Record<string, string>), 'accept-encoding': 'identity' },
      ...(body.length > 0 && { body: Buffer.concat(body) }),
    });
    const text = await answer.text();
    const isWhole = answer.ok && url.startsWith('/v3/') && method === 'GET';
    response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? 'text/plain' });
    // Members only: other tests cover responses that are no object.
    response.end(isWhole ? JSON.stringify(membersOf(JSON.parse(text), url)) : text);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};

const membersOf = (body: object, url: string): unknown =>
  Object.fromEntries(Object.entries(body).map(([name, part]) => [name, garble(part, `${url}#${name}`)]));
