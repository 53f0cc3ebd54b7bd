import type { Socket } from 'node:net';
import type { CancelListener } from '../../lib/cancellation.js';
import type { ConnectionPool } from './connection-pool.js';
import { Deadline, startTimeout } from './deadline.js';
import { createTransportError, DeadlineExceeded, type TransportError, toErrorCode } from './errors.js';
import type { OutgoingRequest, Write } from './outgoing-request.js';
import { ResponseHandler } from './response-handler.js';
import type { BeforeSend, TransportSettings, UpstreamResponse } from './transport.js';

/**
 * Milliseconds from calling `beforeSend` to the first byte. `beforeSend` records in the key store that the request was
 * sent; reconciliation counts from the time of that record, so the record must be nearly true.
 */
const BEFORE_SEND_TIMEOUT_MS = 1000;

/**
 * Opens a dedicated connection, unless the caller's deadline expires or the caller disconnects first.
 * @throws TransportError, always with `isSent: false`
 */
const openBefore = (connections: ConnectionPool, settings: TransportSettings, outgoing: OutgoingRequest) =>
  new Promise<Socket>((resolve, reject) => {
    let isSettled = false;
    const settle = (): boolean => {
      if (isSettled) return false;
      isSettled = true;
      stopTimer();
      outgoing.deadline.removeListener(listener);
      return true;
    };
    const fail = (error: TransportError): void => {
      if (settle()) reject(error);
    };
    const listener: CancelListener = {
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
    outgoing.deadline.addListener(listener);
    if (outgoing.deadline.isCancelled) listener.onCancel();
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

/** Whether a dedicated connection can still carry a request. Bytes or an end before the request mean that it cannot. */
const isUsable = (socket: Socket): boolean =>
  !socket.destroyed && socket.writable && !socket.readableEnded && socket.readableLength === 0;

/** Timeouts of a download: its connection stays open for `lateMs` after `timeoutMs`. */
const withLateTime = (settings: TransportSettings): TransportSettings => {
  const timeoutMs = settings.timeoutMs + settings.lateMs;
  return { ...settings, headersTimeoutMs: timeoutMs, bodyTimeoutMs: timeoutMs, timeoutMs };
};

/**
 * Waits for the response, and rejects after `timeoutMs` with an error that carries its promise: a response that was paid
 * for may still arrive on the open connection.
 * @throws TransportError
 */
const withinTimeout = (
  outgoing: OutgoingRequest,
  settings: TransportSettings,
  response: Promise<UpstreamResponse>,
): Promise<UpstreamResponse> =>
  new Promise((resolve, reject) => {
    const stopTimer = startTimeout(settings.timeoutMs, () => {
      const late = response.catch(() => null);
      reject(createTransportError(outgoing, 'timeout', true, new DeadlineExceeded('transport'), null, late));
    });
    response.then(resolve, reject).finally(stopTimer);
  });

/**
 * Sends one request that costs money: opens a connection, calls `beforeSend`, then writes exactly one request on that
 * connection. Deadline and cancellation stop it until `beforeSend` is called; from then on only the transport's
 * timeouts do.
 * @param open holds the handlers whose connection is open, for a shutdown that cannot wait for all of them
 * @throws TransportError; and whatever `beforeSend` throws, unchanged, with nothing sent
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
    let handler: ResponseHandler | null = null;
    try {
      const calledAt = clock.now();
      const isReady = (): boolean => clock.now() - calledAt <= BEFORE_SEND_TIMEOUT_MS && isUsable(socket);
      if (!(await beforeSend()) || !isReady()) throw createTransportError(outgoing, 'not-sent', false);
      const limits = settings.lateMs > 0 ? withLateTime(settings) : settings;
      handler = new ResponseHandler(outgoing, limits, new Deadline(Number.POSITIVE_INFINITY), () => {
        if (!isReady()) return false;
        permit.start(outgoing.request.group);
        return true;
      });
      connections.dispatchOn(socket, outgoing.address, outgoing.request, handler);
    } finally {
      // Nothing was written, and nothing will be.
      if (handler === null) socket.destroy();
    }
    const sent = handler;
    open.add(sent);
    const response = sent.response.finally(() => {
      open.delete(sent);
      socket.destroy();
    });
    return settings.lateMs > 0 ? withinTimeout(outgoing, settings, response) : response;
  };
