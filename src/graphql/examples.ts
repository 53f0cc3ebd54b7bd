import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { findInPackage } from '../lib/package-root.js';

/** An operation to try, with variables that fit it and the simulator. */
export interface Example {
  /** The file it is from, without its ending. */
  readonly name: string;
  readonly document: string;
  readonly variables: Readonly<Record<string, unknown>>;
  /** Whether Apollo Sandbox shows it, which has one document and one set of variables for all of them. */
  readonly isFeatured: boolean;
}

/**
 * Stands for an idempotency key in the variables of a mutation. The explorer puts a new UUID in its place each time its
 * page opens: sending a tab again repeats its download, and opening the page again begins another one.
 */
export const KEY_PLACEHOLDER = '<idempotency-key>';

type Variables = Readonly<Record<string, unknown>>;

/** All of `docs/operations`, in the order of the workflow: find, judge, choose a product, download, look back. */
const examples: readonly (readonly [name: string, variables: Variables, where?: 'featured'])[] = [
  ['search-images', { phrase: 'sunset', first: 5 }, 'featured'],
  ['find-images', { phrase: 'concert', filter: { family: 'EDITORIAL' }, first: 5 }],
  ['image-detail', { id: '83454804' }, 'featured'],
  ['image-rights', { id: '83454804' }],
  ['related-images', { id: '83454804', first: 5 }],
  ['search-ownership', { phrase: 'kitties', first: 5 }],
  ['images-by-ids', { ids: ['83454804', '103131833'] }],
  ['search-videos', { phrase: 'city', first: 5 }],
  ['video-detail', { id: '690773579' }],
  ['videos-by-ids', { ids: ['690773579'] }],
  ['product-offerings', {}, 'featured'],
  ['previous-downloads', { id: '83454804' }],
  ['download-quotes', { items: [{ imageId: '83454804' }, { imageId: '103131833' }] }],
  ['download-image', { input: { imageId: '83454804', idempotencyKey: KEY_PLACEHOLDER } }, 'featured'],
  [
    'download-images',
    {
      input: {
        items: [
          { imageId: '83454804', idempotencyKey: KEY_PLACEHOLDER },
          { imageId: '103131833', idempotencyKey: KEY_PLACEHOLDER },
        ],
      },
    },
  ],
  ['download-video', { input: { videoId: '690773579', idempotencyKey: KEY_PLACEHOLDER } }],
  ['download-attempt', { idempotencyKey: 'a-key-that-was-sent' }],
  ['download-attempts', { first: 10 }],
  ['spend-report', {}],
  ['download-history', { first: 10 }, 'featured'],
  ['refetch-node', { id: 'gid://getty/Image/83454804' }],
  ['viewer', {}],
  ['rate-limit', {}],
  ['error-catalog', {}],
];

/** Reads the examples; none where `docs/operations` was not shipped. */
export function readExamples(folder: string | null = findInPackage('docs/operations')): readonly Example[] {
  if (folder === null) return [];
  return examples.flatMap(([name, variables, where]) => {
    const file = join(folder, `${name}.graphql`);
    if (!existsSync(file)) return [];
    const document = readFileSync(file, 'utf8').trim();
    return [{ name, document, variables, isFeatured: where === 'featured' }];
  });
}
