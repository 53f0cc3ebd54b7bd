import { makeZip } from 'client-zip';

/** One file of a ZIP. */
export interface ZipEntry {
  readonly name: string;
  readonly input: Blob;
}

/**
 * Writes files into one ZIP while they arrive. Pictures are compressed already, so that the ZIP only stores them; the
 * browser may keep the result on disk.
 * @throws what the files throw, and when the browser has no room for the ZIP
 */
export async function zipOf(files: AsyncIterable<ZipEntry>): Promise<Blob> {
  const bytes = await new Response(makeZip(files)).blob();
  return new Blob([bytes], { type: 'application/zip' });
}
