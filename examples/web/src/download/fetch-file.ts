/** Progress of a transfer, in bytes. */
export interface Progress {
  readonly received: number;
  /** `null` when the server gives no length. */
  readonly total: number | null;
}

/** The page may not read the file, or the way to it is broken; the link itself may still be opened. */
export class UnreadableFile extends Error {
  override readonly name = 'UnreadableFile';
}

/**
 * Reads a file bit by bit.
 * @param onProgress called at the beginning and after each bit
 * @throws UnreadableFile when it cannot be read from here: another site's file without CORS, or no connection
 */
export async function fetchFile(url: string, onProgress: (progress: Progress) => void): Promise<Blob> {
  try {
    // No credentials and no referrer: the link alone opens the file.
    const response = await fetch(url, { credentials: 'omit', referrerPolicy: 'no-referrer' });
    if (!response.ok) throw new UnreadableFile(`The file server answered ${response.status}.`);
    if (response.body === null) return await response.blob();
    const type = response.headers.get('content-type') ?? 'application/octet-stream';
    // The length counts what travels; of a compressed file it says nothing about what is read here.
    const isPlain = response.headers.get('content-encoding') === null;
    const total = isPlain ? Number(response.headers.get('content-length')) || null : null;
    return new Blob(await readAll(response.body.getReader(), total, onProgress), { type });
  } catch (error) {
    if (error instanceof UnreadableFile) throw error;
    throw new UnreadableFile('The file cannot be read from here.', { cause: error });
  }
}

async function readAll(
  reader: ReadableStreamDefaultReader<Uint8Array<ArrayBuffer>>,
  total: number | null,
  onProgress: (progress: Progress) => void,
): Promise<Uint8Array<ArrayBuffer>[]> {
  const parts: Uint8Array<ArrayBuffer>[] = [];
  let received = 0;
  onProgress({ received, total });
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    parts.push(value);
    received += value.byteLength;
    onProgress({ received, total });
  }
  if (total !== null && received < total) throw new UnreadableFile('The file broke off.');
  return parts;
}
