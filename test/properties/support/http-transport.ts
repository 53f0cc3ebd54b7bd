import { createTransport } from '../../../src/getty/transport/create-transport.js';
import { TransportError } from '../../../src/getty/transport/errors.js';
import type { Transport } from '../../../src/getty/transport/transport.js';
import type { Written } from './in-process-transport.js';
import { type Mark, type Process, sending } from './process.js';
import type { Time } from './time.js';

/** Calls that wait for the network now. */
export class InFlight {
  private readonly calls = new Set<Promise<unknown>>();

  async track<T>(call: Promise<T>): Promise<T> {
    this.calls.add(call);
    try {
      return await call;
    } finally {
      this.calls.delete(call);
    }
  }

  /** Lets everything run until nothing waits for the network any more. */
  async quiet(): Promise<void> {
    const tick = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
    await tick();
    while (this.calls.size > 0) {
      await Promise.race(this.calls).catch(() => undefined);
      await tick();
    }
  }
}

/** Options of the service's own transport in a simulated process. */
export interface HttpTransportOptions {
  readonly time: Time;
  readonly process: Process;
  readonly inFlight: InFlight;
  /** Much shorter than what the domain believes: nothing waits for long, and everything it infers stays true. */
  readonly timeoutMs: number;
  /** Records a request before its `beforeSend`. @returns its tag in the ledger */
  readonly written: (entry: Written, takesNote: boolean) => string;
}

/** Time between two looks at the network, while a spend waits for its go-ahead, is the sequence's own. */
export const httpTransport = (options: HttpTransportOptions): Transport => {
  const { time, process, inFlight } = options;
  const real = createTransport({ clock: time, random: () => 0.5, timeoutMs: options.timeoutMs });
  const gated = async <T>(call: () => Promise<T>): Promise<T> => {
    await process.gate(null, 'before');
    const end = await inFlight.track(call()).then(
      (value) => ({ value }),
      (error: unknown) => ({ error }),
    );
    await process.gate(null, 'after');
    if ('error' in end) throw end.error;
    return end.value;
  };
  return {
    read: (request, policy, scope) => gated(() => real.read(request, policy, scope)),
    requestToken: (request, scope) => gated(() => real.requestToken(request, scope)),
    async sendOnce(request, scope, goAhead) {
      await process.gate(null, 'before');
      const marks: Mark[] = [];
      const entry = { requestId: scope.id, askedAt: time.now(), isWritten: false, marks, charged: [] };
      const isV3 = request.url.includes('/v3/');
      const tag = options.written(entry, isV3);
      const tagged = isV3
        ? {
            ...request,
            headers: { ...request.headers, 'content-type': 'application/json' },
            body: JSON.stringify({ download_notes: tag }),
          }
        : request;
      // The network is waited for up to the go-ahead and after it; the go-ahead itself waits for the sequence.
      let asks: () => void = () => {};
      const untilAsked = new Promise<void>((resolve) => {
        asks = resolve;
      });
      let goesOn: (onward: Promise<unknown>) => void = () => {};
      const spending = real.sendOnce(tagged, scope, async () => {
        asks();
        const mayGo = await sending.run(marks, goAhead);
        await process.gate('write', 'before');
        entry.isWritten = mayGo;
        goesOn(spending);
        return mayGo;
      });
      goesOn = (onward) => void inFlight.track(onward).catch(() => undefined);
      await inFlight.track(Promise.race([untilAsked, spending.catch(() => undefined)]));
      const end = await spending.then(
        (response) => ({ answer: response }),
        (error: unknown) => ({ error }),
      );
      if ('error' in end && end.error instanceof TransportError) entry.isWritten = end.error.isSent;
      await process.gate('answer', 'before');
      if ('error' in end) throw end.error;
      return end.answer;
    },
    invalidate: (principal) => real.invalidate(principal),
    clockSkewMs: (host) => real.clockSkewMs(host),
    close: () => real.close(),
  };
};
