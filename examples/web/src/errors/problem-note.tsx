import { useEffect, useState } from 'react';
import { useSession } from '../app/session';
import { adviceFor } from './advice';
import type { Problem } from './problem';

interface ProblemNoteProps {
  readonly problem: Problem;
  /** What trying again means here; without it there is no button for it. */
  readonly onRetry?: (() => void) | undefined;
  /** Words of that button. */
  readonly retryLabel?: string;
}

/** Something that did not work, as sentences: what happened, what it means, what to do; and a button that does it. */
export function ProblemNote({ problem, onRetry, retryLabel = 'Try again' }: ProblemNoteProps) {
  const { openSignIn } = useSession();
  const { title, meaning, todo, action } = adviceFor(problem.code, problem.message);
  const seconds = useSecondsUntil(problem.retryAt);
  const isExplained = problem.code === 'BAD_USER_INPUT' || problem.code === 'FORBIDDEN';
  return (
    <div className="problem" role="alert" data-code={problem.code}>
      <p className="problem-title">{title}</p>
      <p>
        {meaning} {problem.facts.join(' ')} {todo}
      </p>
      {isExplained && <p className="problem-words">The service says: “{problem.message}”</p>}
      {problem.requestId && problem.code === 'INTERNAL_SERVER_ERROR' && (
        <p className="problem-words">Request number: {problem.requestId}</p>
      )}
      {action === 'sign-in' && (
        <button type="button" className="button" onClick={openSignIn}>
          Sign in
        </button>
      )}
      {action !== 'none' && action !== 'sign-in' && onRetry && (
        <button type="button" className="button" onClick={onRetry} disabled={seconds > 0}>
          {seconds > 0 ? `${retryLabel} (in ${seconds} s)` : retryLabel}
        </button>
      )}
    </div>
  );
}

/** Whole seconds until a moment, counting down; 0 once it has come. */
function useSecondsUntil(moment: number | null): number {
  const left = () => (moment === null ? 0 : Math.max(0, Math.ceil((moment - Date.now()) / 1000)));
  const [, tick] = useState(0);
  const seconds = left();
  useEffect(() => {
    if (seconds === 0) return;
    const timer = setTimeout(() => tick((n) => n + 1), 1000);
    return () => clearTimeout(timer);
  });
  return seconds;
}
