import type { Socket } from 'node:net';
import { type Address, addressOf } from './address.js';
import type { Connections } from './connections.js';
import { Exchange } from './exchange.js';
import { type Abortable, Life } from './life.js';
import type { TransportSettings } from './options.js';
import type { GoAhead, TransportError, UpstreamAnswer, UpstreamRequest } from './transport.js';
import { OutOfTime, type Told, troubled, troubleOf } from './trouble.js';

/**
 * Milliseconds between asking for the go-ahead and the first byte. The go-ahead writes into the key store that the
 * request is on its way; whoever finds that entry later counts from its time, so it must be nearly true.
 */
const GO_AHEAD_MS = 1000;

/**
 * An open connection to an address, had before the caller's time runs out or the caller goes away.
 * @throws TransportError, always with `isSent: false`
 */
const openWithin = (
  connections: Connections,
  address: Address,
  told: Told,
  settings: TransportSettings,
  life: Life,
) =>
  new Promise<Socket>((resolve, reject) => {
    let isSettled = false;
    const settle = (): boolean => {
      if (isSettled) return false;
      isSettled = true;
      clearTimeout(timer);
      life.offEnd(leaving);
      return true;
    };
    const fail = (error: TransportError): void => {
      if (settle()) reject(error);
    };
    const leaving: Abortable = { abort: () => fail(troubled(told, 'aborted', false)) };
    const untilDeadline = life.deadlineAt - settings.clock.now();
    const isDeadline = untilDeadline < settings.connectTimeoutMs;
    const timer = setTimeout(
      () =>
        fail(
          troubled(
            told,
            isDeadline ? 'deadline' : 'connect-timeout',
            false,
            new OutOfTime(isDeadline ? 'caller' : 'transport'),
          ),
        ),
      Math.max(0, Math.min(untilDeadline, settings.connectTimeoutMs)),
    ).unref();
    life.onEnd(leaving);
    connections.open(address).then(
      (socket) => {
        if (settle()) resolve(socket);
        else socket.destroy();
      },
      (error: unknown) =>
        fail(
          troubled(told, troubleOf(error, 'connecting', address.origin.startsWith('https:')), false, error),
        ),
    );
  });

/** Whether a connection that was silent until now can still carry a request. Bytes or an end before it mean it cannot. */
const isFit = (socket: Socket): boolean =>
  !socket.destroyed && socket.writable && !socket.readableEnded && socket.readableLength === 0;

/**
 * Sends one request that spends money: connection first, go-ahead second, then exactly one request on that connection.
 * Until the go-ahead is asked for, the life's end stops it; from then on nothing but the transport's own time limits does.
 * @throws TransportError; and whatever `goAhead` throws, as it is, with nothing sent
 */
export const spendOnce = async (
  connections: Connections,
  settings: TransportSettings,
  request: UpstreamRequest,
  life: Life,
  goAhead: GoAhead,
): Promise<UpstreamAnswer> => {
  const address = addressOf(request.url);
  const told: Told = { operation: request.operation, host: address.host };
  const socket = await openWithin(connections, address, told, settings, life);
  let isHandedOver = false;
  try {
    const askedAt = settings.clock.now();
    const isInTime = (): boolean => settings.clock.now() - askedAt <= GO_AHEAD_MS;
    if (!(await goAhead()) || !isInTime() || !isFit(socket)) throw troubled(told, 'not-sent', false);
    const exchange = new Exchange(
      told,
      address,
      settings,
      new Life(Number.POSITIVE_INFINITY),
      () => isInTime() && isFit(socket),
    );
    isHandedOver = true;
    connections.dispatchOn(socket, address, request, exchange);
    return await exchange.answer;
  } finally {
    if (!isHandedOver) socket.destroy();
  }
};
