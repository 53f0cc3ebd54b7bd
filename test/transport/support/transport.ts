import { onTestFinished } from 'vitest';
import { createTransport } from '../../../src/getty/transport/create-transport.js';
import { TransportError } from '../../../src/getty/transport/errors.js';
import type {
  CallContext,
  ReadPolicy,
  Transport,
  TransportOptions,
  UpstreamRequest,
} from '../../../src/getty/transport/transport.js';
import { type Clock, systemClock } from '../../../src/lib/clock.js';

/** A transport with short limits, closed when the test is. */
export const testTransport = (options: Partial<TransportOptions> = {}): Transport => {
  const transport = createTransport({ clock: systemClock, random: () => 0.5, timeoutMs: 2000, ...options });
  onTestFinished(() => transport.close());
  return transport;
};

/** A clock that stands until it is moved. */
export interface ManualClock extends Clock {
  advance(ms: number): void;
}

export const manualClock = (start = 1_800_000_000_000): ManualClock => {
  let now = start;
  return {
    now: () => now,
    advance: (ms) => {
      now += ms;
    },
  };
};

/** A scope with time enough. */
export const scope = (overrides: Partial<CallContext> = {}): CallContext => ({
  deadlineAt: Date.now() + 10_000,
  cancellation: null,
  id: 'test-request',
  ...overrides,
});

export const ANONYMOUS: ReadPolicy = { principal: { kind: 'anonymous' }, cache: 'allowed' };

/** A read of a caller's own. */
export const callersOwn = (id: string, cache: ReadPolicy['cache'] = 'allowed'): ReadPolicy => ({
  principal: { kind: 'caller', id },
  cache,
});

export const get = (url: string, overrides: Partial<UpstreamRequest> = {}): UpstreamRequest => ({
  group: 'metadata',
  operation: 'GET /v3/images',
  method: 'GET',
  url,
  headers: { 'api-key': 'key' },
  body: null,
  ...overrides,
});

export const post = (url: string, overrides: Partial<UpstreamRequest> = {}): UpstreamRequest => ({
  ...get(url),
  group: 'downloads',
  operation: 'POST /v3/downloads/images/{id}',
  method: 'POST',
  body: '',
  ...overrides,
});

/** What a failing call failed with; fails the test if it did not. */
export const errorCodeOf = async (call: Promise<unknown>): Promise<TransportError> => {
  try {
    await call;
  } catch (error) {
    if (error instanceof TransportError) return error;
    throw error;
  }
  throw new Error('The call was expected to fail.');
};
