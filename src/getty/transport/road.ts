import type { Arrival, Send, Write } from './arrival.js';
import { conditionOf } from './arrival.js';
import type { Breakers } from './breaker/breakers.js';
import type { ClockSkews } from './clock-skew.js';
import type { Connections } from './connections.js';
import { Exchange } from './exchange.js';
import type { Hop } from './hop.js';
import type { TransportSettings } from './options.js';
import { noteSent } from './sent-secrets.js';
import type { Slot } from './throttle/slot.js';
import type { Throttle } from './throttle/throttle.js';
import { TransportError } from './transport.js';
import { troubled } from './trouble.js';

/** The last step of reads and tokens: writes the request on a pooled connection. */
export const writingOnPool =
  (connections: Connections, settings: TransportSettings): Write =>
  (hop, slot) => {
    const exchange = new Exchange(hop, settings, hop.life, () => {
      slot.used(hop.request.group);
      return true;
    });
    connections.dispatch(hop.address, hop.request, exchange);
    return exchange.answer;
  };

/** A step that makes a call with the slot it was given. */
export type Call = (hop: Hop, slot: Slot) => Promise<Arrival>;

/** Notes what each answer tells: how fast Getty Images may be asked, what time it is there, and what the logs want to know. */
export const noting = (
  settings: TransportSettings,
  throttle: Throttle,
  skews: ClockSkews,
  write: Write,
): Call => {
  const { clock, observe } = settings;
  const tell = (hop: Hop, startedAt: number, end: { status: number } | TransportError): void =>
    observe({
      kind: 'call',
      host: hop.host,
      group: hop.request.group,
      operation: hop.operation,
      requestId: hop.requestId,
      status: 'status' in end ? end.status : null,
      trouble: 'status' in end ? null : end.trouble,
      isSent: 'status' in end ? true : end.isSent,
      durationMs: clock.now() - startedAt,
    });
  return async (hop, slot) => {
    const startedAt = clock.now();
    try {
      const answer = await write(hop, slot);
      const condition = conditionOf(answer, hop.isOutage);
      if (answer.status >= 300 || hop.request.method !== 'GET') noteSent(answer, hop.request);
      throttle.answered(condition === 'rate-limited', startedAt);
      skews.note(hop.host, answer.headers, startedAt, clock.now());
      tell(hop, startedAt, answer);
      return { answer, condition };
    } catch (error) {
      if (error instanceof TransportError) tell(hop, startedAt, error);
      throw error;
    }
  };
};

/** Counts how calls end, and lets none through to a host that fails. */
export const counting =
  (breakers: Breakers, call: Call): Call =>
  (hop, slot) =>
    breakers.of(hop).run(hop, () => call(hop, slot));

/** Makes calls wait for their turn. */
export const throttling =
  (settings: TransportSettings, throttle: Throttle, call: Call): Send =>
  (hop) => {
    const slot = throttle.enter(hop, hop.lane, hop.life, hop.share, hop.isAgain);
    return slot instanceof Promise
      ? slot.then((mine) => callWith(settings, hop, mine, call))
      : callWith(settings, hop, slot, call);
  };

const callWith = async (settings: TransportSettings, hop: Hop, slot: Slot, call: Call): Promise<Arrival> => {
  try {
    // The queue may have taken the last of its time.
    stillWanted(settings, hop);
    return await call(hop, slot);
  } finally {
    slot.done();
  }
};

/** Refuses at once what could not be sent: nobody waits for it, or its host is given a rest. */
export const failingFast =
  (settings: TransportSettings, breakers: Breakers, send: Send): Send =>
  (hop) => {
    stillWanted(settings, hop);
    breakers.of(hop).check(hop);
    return send(hop);
  };

const stillWanted = (settings: TransportSettings, hop: Hop): void => {
  if (hop.life.isOver) throw troubled(hop, 'aborted', false);
  if (hop.life.deadlineAt <= settings.clock.now()) throw troubled(hop, 'deadline', false);
};
