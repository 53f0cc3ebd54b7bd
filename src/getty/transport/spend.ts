import type { Socket } from 'node:net';
import type { Abortable } from '../../ending.js';
import type { Write } from './arrival.js';
import type { Connections } from './connections.js';
import { Exchange } from './exchange.js';
import type { Hop } from './hop.js';
import { Life } from './life.js';
import type { TransportSettings } from './options.js';
import type { GoAhead, TransportError, UpstreamAnswer } from './transport.js';
import { OutOfTime, troubled, troubleOf } from './trouble.js';

/**
 * Milliseconds between asking for the go-ahead and the first byte. The go-ahead writes into the key store that the
 * request is on its way; whoever finds that entry later counts from its time, so it must be nearly true.
 */
const GO_AHEAD_MS = 1000;

/**
 * An open connection to an address, had before the caller's time runs out or the caller goes away.
 * @throws TransportError, always with `isSent: false`
 */
const openWithin = (connections: Connections, settings: TransportSettings, hop: Hop) =>
  new Promise<Socket>((resolve, reject) => {
    let isSettled = false;
    const settle = (): boolean => {
      if (isSettled) return false;
      isSettled = true;
      clearTimeout(timer);
      hop.life.offEnd(leaving);
      return true;
    };
    const fail = (error: TransportError): void => {
      if (settle()) reject(error);
    };
    const leaving: Abortable = { abort: () => fail(troubled(hop, 'aborted', false)) };
    const untilDeadline = hop.life.deadlineAt - settings.clock.now();
    const isDeadline = untilDeadline < settings.connectTimeoutMs;
    const timer = setTimeout(
      () =>
        fail(
          troubled(
            hop,
            isDeadline ? 'deadline' : 'connect-timeout',
            false,
            new OutOfTime(isDeadline ? 'caller' : 'transport'),
          ),
        ),
      Math.max(0, Math.min(untilDeadline, settings.connectTimeoutMs)),
    ).unref();
    hop.life.onEnd(leaving);
    if (hop.life.isOver) leaving.abort();
    connections.open(hop.address).then(
      (socket) => {
        if (settle()) resolve(socket);
        else socket.destroy();
      },
      (error: unknown) =>
        fail(
          troubled(
            hop,
            troubleOf(error, 'connecting', hop.address.origin.startsWith('https:')),
            false,
            error,
          ),
        ),
    );
  });

/** Whether a connection that was silent until now can still carry a request. Bytes or an end before it mean it cannot. */
const isFit = (socket: Socket): boolean =>
  !socket.destroyed && socket.writable && !socket.readableEnded && socket.readableLength === 0;

/** The time limits of a request that spends: its connection outlives the caller's patience by `lateMs`. */
const withLateTime = (settings: TransportSettings): TransportSettings => {
  const wholeMs = settings.timeoutMs + settings.lateMs;
  return { ...settings, headersTimeoutMs: wholeMs, bodyTimeoutMs: wholeMs, timeoutMs: wholeMs };
};

/**
 * The response, or a time-out after `timeoutMs` that carries the response's promise: what was paid for may still arrive
 * on the open connection.
 * @throws TransportError
 */
const withinTimeout = (
  hop: Hop,
  settings: TransportSettings,
  arriving: Promise<UpstreamAnswer>,
): Promise<UpstreamAnswer> =>
  new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      const late = arriving.catch(() => null);
      reject(troubled(hop, 'timeout', true, new OutOfTime('transport'), null, late));
    }, settings.timeoutMs).unref();
    arriving.then(resolve, reject).finally(() => clearTimeout(timer));
  });

/**
 * Sends one request that spends money: connection first, go-ahead second, then exactly one request on that connection.
 * Until the go-ahead is asked for, the end of the hop's life stops it; from then on only the transport's own time
 * limits do.
 * @param open the exchanges whose connection is open, for a stop that cannot wait for all of them
 * @throws TransportError; and whatever `goAhead` throws, as it is, with nothing sent
 */
export const spendingOnce =
  (connections: Connections, settings: TransportSettings, open: Set<Abortable>, goAhead: GoAhead): Write =>
  async (hop, slot) => {
    const { clock } = settings;
    const socket = await openWithin(connections, settings, hop);
    let exchange: Exchange | null = null;
    try {
      const askedAt = clock.now();
      const isReady = (): boolean => clock.now() - askedAt <= GO_AHEAD_MS && isFit(socket);
      if (!(await goAhead()) || !isReady()) throw troubled(hop, 'not-sent', false);
      const limits = settings.lateMs > 0 ? withLateTime(settings) : settings;
      exchange = new Exchange(hop, limits, new Life(Number.POSITIVE_INFINITY), () => {
        if (!isReady()) return false;
        slot.used(hop.request.group);
        return true;
      });
      connections.dispatchOn(socket, hop.address, hop.request, exchange);
    } finally {
      // Nothing was written, and nothing will be.
      if (exchange === null) socket.destroy();
    }
    const mine = exchange;
    open.add(mine);
    const arriving = mine.answer.finally(() => {
      open.delete(mine);
      socket.destroy();
    });
    return settings.lateMs > 0 ? withinTimeout(hop, settings, arriving) : arriving;
  };
