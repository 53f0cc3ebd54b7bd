import type { Fault } from '../types.js';

interface Waiting {
  readonly fault: Fault;
  left: number;
  skip: number;
}

/** The faults that wait for a request, in the order they were added. A request meets at most one. */
export class Faults {
  private waiting: Waiting[] = [];

  /** Adds one; the function it returns takes it away again. */
  add(fault: Fault): () => void {
    const entry = { fault, left: fault.times ?? 1, skip: fault.skip ?? 0 };
    this.waiting.push(entry);
    return () => {
      this.waiting = this.waiting.filter((other) => other !== entry);
    };
  }

  /** The fault that this operation meets, used up by one. */
  take(operation: string): Fault | undefined {
    for (const entry of this.waiting) {
      if (!matches(entry.fault, operation)) continue;
      if (entry.skip > 0) {
        entry.skip -= 1;
        continue;
      }
      entry.left -= 1;
      if (entry.left <= 0) this.waiting = this.waiting.filter((other) => other !== entry);
      return entry.fault;
    }
    return undefined;
  }

  /** Those that are still waiting. */
  list(): Fault[] {
    return this.waiting.map(({ fault, left, skip }) => ({ ...fault, times: left, skip }));
  }

  clear(): void {
    this.waiting = [];
  }
}

function matches(fault: Fault, operation: string): boolean {
  if (fault.operation === undefined) return true;
  if (typeof fault.operation === 'string') return fault.operation === operation;
  // A pattern with the g flag remembers where it was; a fault must not.
  return new RegExp(fault.operation.source, fault.operation.flags.replace(/[gy]/g, '')).test(operation);
}
