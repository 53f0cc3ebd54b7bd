import { once } from 'node:events';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { CancellationToken } from '../../src/lib/cancellation.js';
import { eventually } from '../support/service.js';
import { errorCodeOf, manualClock, post, scope, testTransport } from './support/transport.js';
import { completeResponse, deadUpstream, httpUpstream, rawUpstream } from './support/upstream.js';

const yes = async (): Promise<boolean> => true;

/** Somebody who has left already. */
const gone = (): CancellationToken => {
  const departure = new CancellationToken();
  departure.cancel();
  return departure;
};

describe('a download', () => {
  it('is sent once, on an open connection, after beforeSend', async () => {
    const order: string[] = [];
    const upstream = await rawUpstream(
      (socket) => {
        order.push('request');
        socket.write(completeResponse('{"uri":"https://delivery"}'));
      },
      () => order.push('connection'),
    );
    const answer = await testTransport().sendOnce(
      post(`${upstream.url}/v3/downloads/images/1`),
      scope(),
      async () => {
        await eventually(() => [...order], ['connection']);
        order.push('beforeSend');
        return true;
      },
    );
    expect(answer.body).toBe('{"uri":"https://delivery"}');
    expect(order).toEqual(['connection', 'beforeSend', 'request']);
  });

  it('stays unsent where beforeSend refuses', async () => {
    const upstream = await httpUpstream((_request, response) => response.end('{}'));
    const error = await errorCodeOf(
      testTransport().sendOnce(post(`${upstream.url}/a`), scope(), async () => false),
    );
    expect([error.code, error.isSent]).toEqual(['not-sent', false]);
    expect(upstream.seen).toEqual([]);
  });

  it('stays unsent where beforeSend throws, and rejects with the same error', async () => {
    const upstream = await httpUpstream((_request, response) => response.end('{}'));
    const lost = new Error('the key store is gone');
    await expect(
      testTransport().sendOnce(post(`${upstream.url}/a`), scope(), () => Promise.reject(lost)),
    ).rejects.toBe(lost);
    expect(upstream.seen).toEqual([]);
  });

  it('stays unsent where beforeSend takes more than a second', async () => {
    const upstream = await httpUpstream((_request, response) => response.end('{}'));
    const clock = manualClock(Date.now());
    const transport = testTransport({ clock });
    const error = await errorCodeOf(
      transport.sendOnce(post(`${upstream.url}/a`), scope(), async () => {
        clock.advance(1001);
        return true;
      }),
    );
    expect([error.code, error.isSent]).toEqual(['not-sent', false]);
    await transport.sendOnce(post(`${upstream.url}/b`), scope(), async () => {
      clock.advance(1000);
      return true;
    });
    expect(upstream.seen).toEqual(['POST /b']);
  });

  it.each([
    ['closed', (socket: import('node:net').Socket) => once(socket.end(), 'close')],
    ['reset', (socket: import('node:net').Socket) => once(socket.resetAndDestroy(), 'close')],
    [
      'sent bytes early',
      (socket: import('node:net').Socket) =>
        new Promise((resolve) => socket.write(completeResponse('', {}, '408 Request Timeout'), resolve)),
    ],
  ])('stays unsent where its connection is %s during beforeSend', async (_how, violence) => {
    const sockets: import('node:net').Socket[] = [];
    const upstream = await rawUpstream(
      () => {},
      (socket) => sockets.push(socket),
    );
    const error = await errorCodeOf(
      testTransport().sendOnce(post(`${upstream.url}/a`), scope(), async () => {
        await Promise.all(sockets.map((socket) => violence(socket)));
        // Client and server share this process: the client reads it in the event loop's next turn.
        await nextTurn();
        await nextTurn();
        return true;
      }),
    );
    expect([error.code, error.isSent]).toEqual(['not-sent', false]);
    expect(upstream.seen).toEqual([]);
  });

  it('does not call beforeSend without a connection', async () => {
    const upstream = await deadUpstream();
    let asked = 0;
    const error = await errorCodeOf(
      testTransport().sendOnce(post(`${upstream.url}/a`), scope(), async () => {
        asked += 1;
        return true;
      }),
    );
    expect([error.code, error.isSent, asked]).toEqual(['connection-refused', false, 0]);
  });

  it('is not sent again after a reset, a server error, a redirect or a 429', async () => {
    const upstream = await httpUpstream((request, response) => {
      if (request.url === '/reset') request.socket.resetAndDestroy();
      else response.writeHead(Number(request.url?.slice(1)), { location: '/elsewhere' }).end();
    });
    const transport = testTransport();
    const error = await errorCodeOf(transport.sendOnce(post(`${upstream.url}/reset`), scope(), yes));
    expect([error.code, error.isSent]).toEqual(['reset', true]);
    for (const status of [503, 500, 303, 302, 307, 429]) {
      const answer = await transport.sendOnce(post(`${upstream.url}/${status}`), scope(), yes);
      expect(answer.status).toBe(status);
    }
    expect(upstream.seen).toHaveLength(7);
  });

  it('continues where its caller disconnects or its deadline expires after beforeSend', async () => {
    const upstream = await httpUpstream((_request, response) =>
      setTimeout(() => response.end('{"uri":"u"}'), 80),
    );
    const leaving = new CancellationToken();
    const transport = testTransport();
    const answer = await transport.sendOnce(
      post(`${upstream.url}/a`),
      scope({ cancellation: leaving, deadlineAt: Date.now() + 40 }),
      async () => {
        setImmediate(() => leaving.cancel());
        return true;
      },
    );
    expect(answer.status).toBe(200);
  });

  it('stays unsent where its caller disconnected or its deadline expired before', async () => {
    const upstream = await httpUpstream((_request, response) => response.end());
    const transport = testTransport();
    const left = await errorCodeOf(
      transport.sendOnce(post(`${upstream.url}/a`), scope({ cancellation: gone() }), yes),
    );
    expect([left.code, left.isSent]).toEqual(['aborted', false]);
    const late = await errorCodeOf(
      transport.sendOnce(post(`${upstream.url}/a`), scope({ deadlineAt: Date.now() - 1 }), yes),
    );
    expect([late.code, late.isSent]).toEqual(['deadline', false]);
    expect(upstream.seen).toEqual([]);
  });

  it('times out after timeoutMs, with isSent', async () => {
    const upstream = await httpUpstream(() => {});
    const error = await errorCodeOf(
      testTransport({ timeoutMs: 60 }).sendOnce(post(`${upstream.url}/a`), scope(), yes),
    );
    expect([error.code, error.isSent]).toEqual(['timeout', true]);
    expect(upstream.seen).toHaveLength(1);
  });

  it('is finished before the transport closes', async () => {
    const upstream = await httpUpstream((_request, response) => setTimeout(() => response.end('paid'), 60));
    const transport = testTransport();
    let isAsked: () => void = () => {};
    const asked = new Promise<void>((resolve) => {
      isAsked = resolve;
    });
    const spent = transport.sendOnce(post(`${upstream.url}/a`), scope(), async () => {
      isAsked();
      return true;
    });
    await asked;
    await transport.close();
    expect((await spent).body).toBe('paid');
    const late = await errorCodeOf(transport.sendOnce(post(`${upstream.url}/a`), scope(), yes));
    expect([late.code, late.isSent]).toEqual(['not-sent', false]);
  });
});
