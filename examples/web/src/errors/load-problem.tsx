import { useOnline, useWhenOnline } from '../ui/online';
import { CONNECTION_LOST, type Problem } from './problem';
import { ProblemNote } from './problem-note';

interface LoadProblemProps {
  readonly problem: Problem;
  /** Loads it again; only for reads, which cost nothing. */
  readonly onRetry: () => unknown;
  /** For something that is not the subject of the page. */
  readonly isMinor?: boolean;
}

/**
 * Something that could not be loaded. It is loaded again by itself when the network comes back; while the browser is
 * offline, the banner of the page says so, and this does not say it once more.
 */
export function LoadProblem({ problem, onRetry, isMinor = false }: LoadProblemProps) {
  const isOnline = useOnline();
  const isConnection = problem.code === CONNECTION_LOST;
  useWhenOnline(isConnection, onRetry);
  if (isConnection && !isOnline) return isMinor ? null : <p className="hint">Waiting for the network…</p>;
  if (isConnection && isMinor) {
    return (
      <p className="hint">
        Could not be looked up.{' '}
        <button type="button" className="link" onClick={() => void onRetry()}>
          Try again
        </button>
      </p>
    );
  }
  return <ProblemNote problem={problem} onRetry={() => void onRetry()} />;
}
