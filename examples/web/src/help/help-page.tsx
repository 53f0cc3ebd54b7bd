import { useQuery } from '@apollo/client/react';
import { adviceFor } from '../errors/advice';
import { LoadProblem } from '../errors/load-problem';
import { problemOf } from '../errors/problem';
import { CatalogDocument } from '../graphql/generated/graphql';
import { useScrollMemory } from '../ui/use-scroll-memory';

/** Everything that can go wrong, as the service lists it, in the words that this page would use. */
export function HelpPage() {
  const { data, loading, error, refetch } = useQuery(CatalogDocument);
  useScrollMemory(data !== undefined);
  return (
    <>
      <h1>When something goes wrong</h1>
      <p className="lead">
        Nothing is ever downloaded twice unasked. When a connection breaks, this page goes on under the same
        key, and the service looks into your history before it downloads. These are all the things that can
        happen.
      </p>
      {loading && <p role="status">Looking them up…</p>}
      {error && <LoadProblem problem={problemOf(error)} onRetry={() => refetch()} />}
      <dl className="catalog">
        {data?.errorCatalog.map(({ code, description, isRetryable }) => {
          const { title, meaning, todo } = adviceFor(code, description);
          return (
            <div key={code} data-code={code}>
              <dt>
                {title}
                {isRetryable && <span className="tag">May work later</span>}
              </dt>
              <dd>
                {meaning} {todo} <code>{code}</code>
              </dd>
            </div>
          );
        })}
      </dl>
    </>
  );
}
