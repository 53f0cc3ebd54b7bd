import { useCallback, useState } from 'react';
import { type Problem, problemOf } from '../errors/problem';

/** Loads the next page of a list, one at a time, and keeps what went wrong. */
export function useMore(fetchNext: () => Promise<{ readonly error?: unknown }>) {
  const [isLoading, setLoading] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const more = useCallback(async () => {
    if (isLoading) return;
    setLoading(true);
    setProblem(null);
    try {
      const { error } = await fetchNext();
      if (error) setProblem(problemOf(error));
    } catch (error) {
      setProblem(problemOf(error));
    } finally {
      setLoading(false);
    }
  }, [fetchNext, isLoading]);
  return { more, isLoading, problem };
}
