import type { IncomingMessage } from 'node:http';

const LIMIT = 1_000_000;

/** The body of a request; `undefined` when it is above a million bytes. */
export async function readBody(request: IncomingMessage): Promise<string | undefined> {
  const pieces: Buffer[] = [];
  let length = 0;
  for await (const piece of request as AsyncIterable<Buffer>) {
    length += piece.length;
    // The rest is still read, and thrown away: a response to a client that is still writing may get lost.
    if (length <= LIMIT) pieces.push(piece);
  }
  return length > LIMIT ? undefined : Buffer.concat(pieces).toString('utf8');
}
