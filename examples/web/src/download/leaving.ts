/** How long a page that was asked to go away may still be there, in milliseconds. */
const graceMs = 10_000;

let askedAt = Number.NEGATIVE_INFINITY;

addEventListener('beforeunload', () => {
  askedAt = performance.now();
});

/**
 * Whether the page was asked to go away a moment ago. Firefox fails the requests of such a page while its code still
 * runs; a failure then says nothing about the file.
 */
export const isLeaving = (): boolean => performance.now() - askedAt < graceMs;
