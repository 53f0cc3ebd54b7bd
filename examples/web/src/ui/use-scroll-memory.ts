import { useLayoutEffect } from 'react';
import { restoreScroll } from '../app/router';

/** Returns to where the page was left, once it is as long again as it was. */
export function useScrollMemory(isReady: boolean): void {
  useLayoutEffect(() => {
    if (isReady) restoreScroll();
  }, [isReady]);
}
