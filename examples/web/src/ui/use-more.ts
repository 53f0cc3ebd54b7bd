import { useCallback, useRef, useState } from 'react';
import { type Problem, problemOf } from '../errors/problem';

/**
 * Loads the page after a cursor, each one once, and keeps what went wrong. Once each: that a page has come may be known
 * here a moment before its cursor is.
 */
export function useMore(
  cursor: string | null | undefined,
  fetchAfter: (cursor: string) => Promise<{ readonly error?: unknown }>,
) {
  const [isLoading, setLoading] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const asked = useRef<string | null>(null);
  const more = useCallback(async () => {
    if (!cursor || asked.current === cursor) return;
    asked.current = cursor;
    setLoading(true);
    setProblem(null);
    const { error } = await fetchAfter(cursor).catch((failure: unknown) => ({ error: failure }));
    if (error) {
      asked.current = null;
      setProblem(problemOf(error));
    }
    setLoading(false);
  }, [cursor, fetchAfter]);
  return { more, isLoading, problem };
}
