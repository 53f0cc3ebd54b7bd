import { useQuery } from '@apollo/client/react';
import { useCallback, useMemo, useState } from 'react';
import { addressOf } from '../app/route';
import { problemOf } from '../errors/problem';
import { ProblemNote } from '../errors/problem-note';
import { type DownloadHistoryFilter, HistoryDocument } from '../graphql/generated/graphql';
import { Choice } from '../ui/choice';
import { count, formatDay, formatNumber } from '../ui/format';
import { More } from '../ui/more';
import { useMore } from '../ui/use-more';
import { HistoryRow } from './history-row';

const pageSize = 20;
const spans = { '30': 'The last 30 days', '90': 'The last 90 days', '365': 'The last year' } as const;
type Span = keyof typeof spans;

/** What was downloaded before, newest first, without an end. */
export function HistoryPage({ onOpen }: { readonly onOpen: (imageId: string) => void }) {
  const [span, setSpan] = useState<Span>('30');
  const [companyWide, setCompanyWide] = useState(false);
  return (
    <>
      <h1>History</h1>
      <form className="history-form" aria-label="Which downloads">
        <Choice label="From" value={span} names={spans} onChange={(value) => setSpan(value || '30')} />
        <label className="check">
          <input
            type="checkbox"
            checked={companyWide}
            onChange={(event) => setCompanyWide(event.target.checked)}
          />
          Everybody in the company
        </label>
      </form>
      <Downloads key={`${span} ${companyWide}`} span={span} companyWide={companyWide} onOpen={onOpen} />
    </>
  );
}

interface DownloadsProps {
  readonly span: Span;
  readonly companyWide: boolean;
  readonly onOpen: (imageId: string) => void;
}

function Downloads({ span, companyWide, onOpen }: DownloadsProps) {
  const filter = useMemo((): DownloadHistoryFilter | null => {
    // Thirty days is what Getty Images shows by itself; the service then says which days they are.
    const from =
      span === '30' ? {} : { from: new Date(Date.now() - Number(span) * 86_400_000).toISOString() };
    const found = { ...from, ...(companyWide ? { companyWide } : {}) };
    return Object.keys(found).length > 0 ? found : null;
  }, [span, companyWide]);
  const { data, loading, error, fetchMore, refetch } = useQuery(HistoryDocument, {
    variables: { filter, first: pageSize },
    // Always the newest first page; the pages after it belong to the moment it was made.
    fetchPolicy: 'network-only',
    nextFetchPolicy: 'cache-first',
  });
  const history = data?.downloadHistory;
  const endCursor = history?.pageInfo.endCursor;
  const next = useMore(
    endCursor,
    useCallback((after: string) => fetchMore({ variables: { after } }), [fetchMore]),
  );

  if (!history) {
    if (loading) return <p role="status">Looking up your downloads…</p>;
    return error ? <ProblemNote problem={problemOf(error)} onRetry={() => refetch()} /> : null;
  }
  const shown = history.edges.length;
  const days = history.range.from
    ? `${formatDay(history.range.from)} to ${formatDay(history.range.to)}`
    : `up to ${formatDay(history.range.to)}`;
  return (
    <section aria-label="Downloads">
      <p className="summary" role="status">
        {count(history.totalCount, 'download')}, {days}
        {shown > 0 && `; ${formatNumber(shown)} shown`}
      </p>
      {error && <ProblemNote problem={problemOf(error)} onRetry={() => refetch()} />}
      {shown === 0 ? (
        <div className="empty">
          <p className="empty-title">Nothing was downloaded in these days</p>
          <p>What you download shows up here, with the product it counted under.</p>
          <a className="button" href={addressOf('search')}>
            Find a picture
          </a>
        </div>
      ) : (
        <ol className="plain history">
          {history.edges.map(({ cursor, node }) => (
            <HistoryRow key={cursor} record={node} isNamed={companyWide} onOpen={onOpen} />
          ))}
        </ol>
      )}
      {next.problem && <ProblemNote problem={next.problem} onRetry={next.more} />}
      {history.pageInfo.hasNextPage && !next.problem && (
        <More
          cursor={endCursor}
          isLoading={next.isLoading}
          onMore={next.more}
          label="Show earlier downloads"
        />
      )}
      {!history.pageInfo.hasNextPage && shown > 0 && <p className="hint centre">That is all of them.</p>}
    </section>
  );
}
