import { useEffect, useRef } from 'react';

interface MoreProps {
  readonly isLoading: boolean;
  readonly onMore: () => void;
  /** Words of the button. */
  readonly label: string;
  /** Whether the next page comes by itself once the end is near. It does not after a page that failed. */
  readonly isEndless: boolean;
}

/** The end of a list that goes on: a button, and for those who scroll, the next page before they reach it. */
export function More({ isLoading, onMore, label, isEndless }: MoreProps) {
  const button = useRef<HTMLButtonElement>(null);
  const latest = useRef(onMore);
  useEffect(() => {
    latest.current = onMore;
  });
  useEffect(() => {
    if (!isEndless || isLoading || button.current === null) return;
    const observer = new IntersectionObserver(
      ([entry]) => {
        if (entry?.isIntersecting) latest.current();
      },
      { rootMargin: '400px' },
    );
    observer.observe(button.current);
    return () => observer.disconnect();
  }, [isEndless, isLoading]);
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
