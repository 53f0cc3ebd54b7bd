import type { Socket } from 'node:net';
import type { CancelListener } from '../../lib/cancellation.js';
import type { Write } from './classify-response.js';
import type { ConnectionPool } from './connection-pool.js';
import { Deadline, startTimeout } from './deadline.js';
import { createTransportError, DeadlineExceeded, toErrorCode } from './errors.js';
import type { TransportSettings } from './options.js';
import type { OutgoingRequest } from './outgoing-request.js';
import { ResponseHandler } from './response-handler.js';
import type { BeforeSend, TransportError, UpstreamResponse } from './transport.js';

/**
 * Milliseconds between asking for the go-ahead and the first byte. The go-ahead writes into the key store that the
 * request is on its way; whoever finds that entry later counts from its time, so it must be nearly true.
 */
const BEFORE_SEND_TIMEOUT_MS = 1000;

/**
 * An open connection to an address, had before the caller's time runs out or the caller goes away.
 * @throws TransportError, always with `isSent: false`
 */
const openBefore = (connections: ConnectionPool, settings: TransportSettings, outgoing: OutgoingRequest) =>
  new Promise<Socket>((resolve, reject) => {
    let isSettled = false;
    const settle = (): boolean => {
      if (isSettled) return false;
      isSettled = true;
      stopTimer();
      outgoing.deadline.removeListener(leaving);
      return true;
    };
    const fail = (error: TransportError): void => {
      if (settle()) reject(error);
    };
    const leaving: CancelListener = {
      onCancel: () => fail(createTransportError(outgoing, 'aborted', false)),
    };
    const untilDeadline = outgoing.deadline.expiresAt - settings.clock.now();
    const isDeadline = untilDeadline < settings.connectTimeoutMs;
    const stopTimer = startTimeout(Math.min(untilDeadline, settings.connectTimeoutMs), () =>
      fail(
        createTransportError(
          outgoing,
          isDeadline ? 'deadline' : 'connect-timeout',
          false,
          new DeadlineExceeded(isDeadline ? 'caller' : 'transport'),
        ),
      ),
    );
    outgoing.deadline.addListener(leaving);
    if (outgoing.deadline.isCancelled) leaving.onCancel();
    connections.open(outgoing.address).then(
      (socket) => {
        if (settle()) resolve(socket);
        else socket.destroy();
      },
      (error: unknown) =>
        fail(
          createTransportError(
            outgoing,
            toErrorCode(error, 'connecting', outgoing.address.origin.startsWith('https:')),
            false,
            error,
          ),
        ),
    );
  });

/** Whether a connection that was silent until now can still carry a request. Bytes or an end before it mean it cannot. */
const isUsable = (socket: Socket): boolean =>
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
  outgoing: OutgoingRequest,
  settings: TransportSettings,
  arriving: Promise<UpstreamResponse>,
): Promise<UpstreamResponse> =>
  new Promise((resolve, reject) => {
    const stopTimer = startTimeout(settings.timeoutMs, () => {
      const late = arriving.catch(() => null);
      reject(createTransportError(outgoing, 'timeout', true, new DeadlineExceeded('transport'), null, late));
    });
    arriving.then(resolve, reject).finally(stopTimer);
  });

/**
 * Sends one request that spends money: connection first, go-ahead second, then exactly one request on that connection.
 * Until the go-ahead is asked for, the end of the hop's life stops it; from then on only the transport's own time
 * limits do.
 * @param open the exchanges whose connection is open, for a stop that cannot wait for all of them
 * @throws TransportError; and whatever `goAhead` throws, as it is, with nothing sent
 */
export const withSendOnce =
  (
    connections: ConnectionPool,
    settings: TransportSettings,
    open: Set<CancelListener>,
    beforeSend: BeforeSend,
  ): Write =>
  async (outgoing, permit) => {
    const { clock } = settings;
    const socket = await openBefore(connections, settings, outgoing);
    let exchange: ResponseHandler | null = null;
    try {
      const askedAt = clock.now();
      const isReady = (): boolean => clock.now() - askedAt <= BEFORE_SEND_TIMEOUT_MS && isUsable(socket);
      if (!(await beforeSend()) || !isReady()) throw createTransportError(outgoing, 'not-sent', false);
      const limits = settings.lateMs > 0 ? withLateTime(settings) : settings;
      exchange = new ResponseHandler(outgoing, limits, new Deadline(Number.POSITIVE_INFINITY), () => {
        if (!isReady()) return false;
        permit.start(outgoing.request.group);
        return true;
      });
      connections.dispatchOn(socket, outgoing.address, outgoing.request, exchange);
    } finally {
      // Nothing was written, and nothing will be.
      if (exchange === null) socket.destroy();
    }
    const mine = exchange;
    open.add(mine);
    const arriving = mine.response.finally(() => {
      open.delete(mine);
      socket.destroy();
    });
    return settings.lateMs > 0 ? withinTimeout(outgoing, settings, arriving) : arriving;
  };
