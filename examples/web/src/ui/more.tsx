import { useEffect, useRef } from 'react';

interface MoreProps {
  /** Where the list has come to. */
  readonly cursor: string | null | undefined;
  readonly isLoading: boolean;
  readonly onMore: () => void;
  /** Words of the button. */
  readonly label: string;
}

/** The end of a list that goes on: a button, and for those who scroll, the next page before they reach it. */
export function More({ cursor, isLoading, onMore, label }: MoreProps) {
  const button = useRef<HTMLButtonElement>(null);
  const latest = useRef(onMore);
  useEffect(() => {
    latest.current = onMore;
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: the end of a longer list has to be looked for anew.
  useEffect(() => {
    if (isLoading || button.current === null) return;
    const observer = new IntersectionObserver(
      (entries) => {
        // On a busy machine several come at once, and only the last one holds.
        if (entries.at(-1)?.isIntersecting) latest.current();
      },
      { rootMargin: '1200px' },
    );
    observer.observe(button.current);
    return () => observer.disconnect();
  }, [cursor, isLoading]);
  return (
    <div className="more">
      {/* Not disabled while it loads: that would throw the focus of a keyboard away. */}
      <button
        ref={button}
        type="button"
        className="button"
        aria-disabled={isLoading}
        onClick={() => {
          if (!isLoading) onMore();
        }}
      >
        {isLoading ? 'Loading…' : label}
      </button>
    </div>
  );
}
