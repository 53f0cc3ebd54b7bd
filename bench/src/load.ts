import { HttpConnection } from './http-connection.js';
import { Template } from './template.js';
import { digitsOf } from './workload.js';

/** Settings of the load generator. */
export interface LoadOrder {
  readonly port: number;
  /** The complete request, head and body, with `MARK` for its number. */
  readonly request: string;
  /** Prefix of every correct response, with `MARK` for the number. */
  readonly expected: string;
  readonly connections: number;
  readonly milliseconds: number;
  /** Requests per second; `null`: closed loop. */
  readonly rate: number | null;
  /** Number of different phrases; a small number makes requests repeat. */
  readonly questions: number;
}

/** Result of a run. */
export interface LoadResult {
  readonly responses: number;
  readonly wrong: number;
  /** One incorrect response, for debugging. */
  readonly example: string | null;
  readonly seconds: number;
  readonly p50: number;
  readonly p99: number;
}

let next = 0;

const run = (order: LoadOrder): Promise<LoadResult> =>
  new Promise((resolve, reject) => {
    const requests = new Template(order.request);
    const expected = new Template(order.expected);
    const latencies: number[] = [];
    const connections: HttpConnection[] = [];
    const free: ((sentAt: number) => void)[] = [];
    const late: number[] = [];
    let wrong = 0;
    let example: string | null = null;
    let isOver = false;
    const startedAt = performance.now();

    const finish = (): void => {
      isOver = true;
      const seconds = (performance.now() - startedAt) / 1000;
      for (const connection of connections) connection.close();
      const sorted = Float64Array.from(latencies).sort();
      const at = (share: number): number => sorted[Math.floor((sorted.length - 1) * share)] ?? Number.NaN;
      resolve({ responses: latencies.length, wrong, example, seconds, p50: at(0.5), p99: at(0.99) });
    };

    for (let i = 0; i < order.connections; i += 1) {
      const connection = new HttpConnection(order.port, (error) => (isOver ? undefined : reject(error)));
      connections.push(connection);
      const request = Buffer.from(requests.bytes);
      const right = Buffer.from(expected.bytes);
      const ask = (dueAt: number): void => {
        const digits = digitsOf(next++ % order.questions);
        connection.send(requests.write(request, digits), ({ status, body }) => {
          if (isOver) return;
          latencies.push(performance.now() - dueAt);
          expected.write(right, digits);
          if (status !== 200 || body.compare(right, 0, right.length, 0, right.length) !== 0) {
            wrong += 1;
            example ??= `${status} ${body.toString().slice(0, 400)}`;
          }
          if (order.rate === null) ask(performance.now());
          else {
            const due = late.shift();
            if (due === undefined) free.push(ask);
            else ask(due);
          }
        });
      };
      if (order.rate === null) ask(performance.now());
      else free.push(ask);
    }

    if (order.rate !== null) {
      // Open loop: a request is due even where no connection is free; its wait counts.
      let sent = 0;
      const timer = setInterval(() => {
        if (isOver) return clearInterval(timer);
        const now = performance.now();
        for (const due = (now - startedAt) * ((order.rate ?? 0) / 1000); sent < due; sent += 1) {
          const ask = free.shift();
          const dueAt = startedAt + sent * (1000 / (order.rate ?? 1));
          if (ask === undefined) late.push(dueAt);
          else ask(Math.max(dueAt, now));
        }
      }, 1);
    }
    setTimeout(finish, order.milliseconds);
  });

process.on('message', (order: LoadOrder) => {
  run(order).then(
    (result) => process.send?.(result),
    (error: unknown) =>
      process.send?.({ responses: 0, wrong: 1, example: String(error), seconds: 1, p50: 0, p99: 0 }),
  );
});
process.on('disconnect', () => process.exit(0));
