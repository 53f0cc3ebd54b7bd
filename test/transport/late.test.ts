import type { ServerResponse } from 'node:http';
import { describe, expect, it } from 'vitest';
import { errorCodeOf, post, scope, testTransport } from './support/transport.js';
import { httpUpstream } from './support/upstream.js';

const yes = async (): Promise<boolean> => true;

/** An upstream that answers when the test says so. */
const waiting = async () => {
  const responses: ServerResponse[] = [];
  const upstream = await httpUpstream((_request, response) => void responses.push(response));
  return { url: `${upstream.url}/v3/downloads/images/1`, seen: upstream.seen, responses };
};

describe('a download after its timeout', () => {
  it('keeps its connection open, and resolves `late` with the response that arrives', async () => {
    const { url, seen, responses } = await waiting();
    const transport = testTransport({ timeoutMs: 100, lateMs: 10_000 });
    const error = await errorCodeOf(transport.sendOnce(post(url), scope(), yes));
    expect([error.code, error.isSent]).toEqual(['timeout', true]);
    responses[0]?.end('{"uri":"https://delivery"}');
    expect(await error.late).toMatchObject({ status: 200, body: '{"uri":"https://delivery"}' });
    expect(seen).toHaveLength(1);
  });

  it('resolves `late` with null when its connection breaks', async () => {
    const { url, responses } = await waiting();
    const transport = testTransport({ timeoutMs: 100, lateMs: 10_000 });
    const error = await errorCodeOf(transport.sendOnce(post(url), scope(), yes));
    responses[0]?.socket?.resetAndDestroy();
    expect(await error.late).toBeNull();
  });

  it('resolves `late` with null after `lateMs`', async () => {
    const { url } = await waiting();
    const error = await errorCodeOf(
      testTransport({ timeoutMs: 50, lateMs: 50 }).sendOnce(post(url), scope(), yes),
    );
    expect(await error.late).toBeNull();
  });

  it('resolves `late` with null when the transport closes', async () => {
    const { url } = await waiting();
    const transport = testTransport({ timeoutMs: 50, lateMs: 60_000 });
    const error = await errorCodeOf(transport.sendOnce(post(url), scope(), yes));
    await transport.close();
    expect(await error.late).toBeNull();
  });

  it('has no `late` where it failed otherwise, or `lateMs` is 0', async () => {
    const upstream = await httpUpstream((request) => void request.socket.resetAndDestroy());
    const reset = testTransport({ timeoutMs: 1000, lateMs: 10_000 });
    expect((await errorCodeOf(reset.sendOnce(post(`${upstream.url}/a`), scope(), yes))).late).toBeNull();
    const { url } = await waiting();
    const strict = testTransport({ timeoutMs: 50 });
    expect((await errorCodeOf(strict.sendOnce(post(url), scope(), yes))).late).toBeNull();
  });
});
