import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { findInPackage } from '../lib/package-root.js';

/** An operation to try, with variables that fit it and the simulator. */
export interface Example {
  /** The file it is from, without its ending. */
  readonly name: string;
  readonly document: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** The operations of `docs/operations` for newcomers, in the order of the workflow. */
const featuredExamples: readonly (readonly [name: string, variables: Readonly<Record<string, unknown>>])[] = [
  ['search-images', { phrase: 'sunset', first: 5 }],
  ['image-detail', { id: '83454804' }],
  ['product-offerings', {}],
  ['download-image', { input: { imageId: '83454804' } }],
  ['download-history', { first: 10 }],
];

/** Reads the examples; none where `docs/operations` was not shipped. */
export function readExamples(folder: string | null = findInPackage('docs/operations')): readonly Example[] {
  if (folder === null) return [];
  return featuredExamples.flatMap(([name, variables]) => {
    const file = join(folder, `${name}.graphql`);
    return existsSync(file) ? [{ name, document: readFileSync(file, 'utf8').trim(), variables }] : [];
  });
}
