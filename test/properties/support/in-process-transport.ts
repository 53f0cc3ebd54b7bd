import { ClockSkews } from '../../../src/getty/transport/clock-skew.js';
import { TransportError } from '../../../src/getty/transport/errors.js';
import type {
  CallContext,
  Transport,
  UpstreamRequest,
  UpstreamResponse,
} from '../../../src/getty/transport/transport.js';
import { withFaultAfter } from './faults.js';
import { type GettyInProcess, transportError } from './getty-in-process.js';
import { type Mark, type Process, sending } from './process.js';
import type { FaultKind, FaultTarget } from './scenario.js';
import type { Time } from './time.js';

/** One request that spends, from its go-ahead on. */
export interface Written {
  readonly requestId: string;
  readonly askedAt: number;
  /** `false`: the go-ahead came too late, or not at all, and it stayed at home. */
  isWritten: boolean;
  readonly marks: readonly Mark[];
  /** Assets that it was agreed to charge, once it arrived. */
  readonly charged: string[];
}

/** Dependencies of an in-process transport. */
export interface InProcessTransportOptions {
  readonly getty: GettyInProcess;
  readonly time: Time;
  readonly process: Process;
  readonly random: () => number;
  readonly timeoutMs: number;
  readonly written: (entry: Written) => void;
}

const BEFORE_SEND_TIMEOUT_MS = 1000;
/** Milliseconds that the connection of a download stays open after its timeout. */
export const LATE_MS = 120_000;
const HISTORY = /downloadhistory|GET \/v3\/downloads$|GetPreviousDownloads/;

/**
 * The promises of `Transport` over the simulator in this process: one request for a spend, the go-ahead before it and
 * at most a second old, no response later than the timeout, reads tried twice.
 */
export const inProcessTransport = (options: InProcessTransportOptions): Transport => {
  const { getty, time, process, random, timeoutMs } = options;
  const skews = new ClockSkews();

  const latency = (): Promise<void> =>
    random() < 0.5 ? Promise.resolve() : time.delay(Math.ceil(random() * 60));

  const stillWanted = (scope: CallContext): void => {
    if (scope.cancellation?.isCancelled === true) throw transportError('aborted', false);
    if (scope.deadlineAt <= time.now()) throw transportError('deadline', false);
  };

  /** The request and its response in flight; goes on after the sending process was killed. */
  const travel = async (
    request: UpstreamRequest,
    fault: FaultKind | null,
    onArrival: (assets: readonly string[]) => void,
    limitMs = timeoutMs,
  ): Promise<UpstreamResponse> => {
    const sentAt = time.now();
    const runOut = async (): Promise<never> => {
      await time.delay(sentAt + limitMs - time.now());
      throw transportError('timeout', true);
    };
    if (fault === 'late') await time.delay(8000);
    else await latency();
    if (fault === 'reset') throw transportError('reset', true);
    if (fault === 'hang') return runOut();
    const { answer, orders, settled } = getty.deal(request, fault);
    onArrival(orders.map((order) => order.assetId));
    if (fault === 'resetAfterCommit') throw transportError('reset', true);
    if (fault === 'hangAfterCommit') return runOut();
    if (settled !== undefined) await Promise.race([settled, runOut()]);
    if (fault === 'lateAfterCommit') await time.delay(20_000);
    await latency();
    if (fault === 'ourFault') throw new TypeError('a fault of the service’s own, on purpose');
    if (fault === 'truncated') throw transportError('unreadable', true);
    skews.record(new URL(request.url).host, answer.headers, sentAt, time.now());
    return withFaultAfter(fault, answer);
  };

  const once = async (request: UpstreamRequest, target: FaultTarget, scope: CallContext) => {
    await process.gate(null, 'before');
    stillWanted(scope);
    const fault = getty.fault(target);
    if (fault === 'refused') throw transportError('connection-refused', false);
    const response = await travel(request, fault, () => {});
    await process.gate(null, 'after');
    if (scope.cancellation?.isCancelled === true) throw transportError('aborted', true);
    return response;
  };

  const twice = async (request: UpstreamRequest, target: FaultTarget, scope: CallContext) => {
    try {
      const response = await once(request, target, scope);
      if (response.status < 500) return response;
    } catch (error) {
      if (scope.deadlineAt <= time.now() || scope.cancellation?.isCancelled === true) throw error;
    }
    return once(request, target, scope);
  };

  return {
    read: (request, _policy, scope) =>
      twice(request, HISTORY.test(request.operation) ? 'history' : 'read', scope),
    requestToken: (request, scope) => once(request, 'token', scope),
    async sendOnce(request, scope, goAhead) {
      await process.gate(null, 'before');
      stillWanted(scope);
      const fault = getty.fault('spend');
      if (fault === 'refused') throw transportError('connection-refused', false);
      const askedAt = time.now();
      const marks: Mark[] = [];
      const charged: string[] = [];
      const entry = { requestId: scope.id, askedAt, isWritten: false, marks, charged };
      options.written(entry);
      const mayGo = await sending.run(marks, goAhead);
      await process.gate('write', 'before');
      const isLate = time.now() - askedAt > BEFORE_SEND_TIMEOUT_MS;
      if (!mayGo || isLate || fault === 'connection-died') throw transportError('not-sent', false);
      entry.isWritten = true;
      const travelling = travel(request, fault, (assets) => charged.push(...assets), timeoutMs + LATE_MS);
      travelling.catch(() => undefined);
      await process.gate('write', 'after');
      const late = travelling.then(
        async (response) => {
          await process.gate('answer', 'before');
          return response;
        },
        () => null,
      );
      const timedOut = time.delay(timeoutMs).then(() => {
        throw new TransportError('timeout', true, 'on purpose: timeout', null, { late });
      });
      const end = await Promise.race([travelling, timedOut]).then(
        (response) => ({ answer: response }),
        (error: unknown) => ({ error }),
      );
      await process.gate('answer', 'before');
      if ('error' in end) throw end.error;
      return end.answer;
    },
    invalidate: () => {},
    clockSkewMs: (host) => skews.get(host),
    close: async () => {},
  };
};
