import { type RefObject, useEffect } from 'react';

/**
 * Puts the focus on an element when a change took away what had it: without that, people at a keyboard would begin
 * again at the top of the page.
 */
export function useFocusWhenLost(element: RefObject<HTMLElement | null>, change: unknown): void {
  // biome-ignore lint/correctness/useExhaustiveDependencies: the change is what it waits for.
  useEffect(() => {
    const { activeElement } = document;
    const isLost = activeElement === null || activeElement === document.body;
    if (isLost) element.current?.focus({ preventScroll: true });
  }, [element, change]);
}
