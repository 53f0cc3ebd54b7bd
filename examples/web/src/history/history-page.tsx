import { useQuery } from '@apollo/client/react';
import { useCallback, useEffect, useMemo, useState } from 'react';
import { pageAddress } from '../app/address';
import { Link } from '../app/link';
import { noPictures, type PictureList } from '../app/pictures';
import { goTo, remember, remembered } from '../app/router';
import { LoadProblem } from '../errors/load-problem';
import { problemOf } from '../errors/problem';
import { type DownloadHistoryFilter, HistoryDocument } from '../graphql/generated/graphql';
import { lookUp } from '../graphql/known';
import { Choice } from '../ui/choice';
import { count, formatDay, formatNumber } from '../ui/format';
import { More } from '../ui/more';
import { useMore } from '../ui/use-more';
import { useScrollMemory } from '../ui/use-scroll-memory';
import { HistoryRow } from './history-row';

const pageSize = 20;
/** The most that the service gives in one page. */
const largestPage = 100;
const spans = { '30': 'The last 30 days', '90': 'The last 90 days', '365': 'The last year' } as const;
type Span = keyof typeof spans;

interface HistoryPageProps {
  readonly params: URLSearchParams;
  readonly onPictures: (pictures: PictureList) => void;
}

/** What was downloaded before, newest first, without an end. The address holds which of it. */
export function HistoryPage({ params, onPictures }: HistoryPageProps) {
  const asked = params.get('days') ?? '30';
  const span = lookUp(spans, asked) ? (asked as Span) : '30';
  const companyWide = params.get('company') === 'all';
  const change = (days: Span, isCompanyWide: boolean) =>
    goTo(
      pageAddress(
        'history',
        new URLSearchParams({ ...(days !== '30' && { days }), ...(isCompanyWide && { company: 'all' }) }),
      ),
    );
  return (
    <>
      <h1>History</h1>
      <form className="history-form" aria-label="Which downloads">
        <Choice
          label="From"
          value={span}
          names={spans}
          onChange={(days) => change(days || '30', companyWide)}
        />
        <label className="check">
          <input
            type="checkbox"
            checked={companyWide}
            onChange={(event) => change(span, event.target.checked)}
          />
          Everybody in the company
        </label>
      </form>
      <Downloads
        key={`${span} ${companyWide}`}
        span={span}
        companyWide={companyWide}
        onPictures={onPictures}
      />
    </>
  );
}

interface DownloadsProps {
  readonly span: Span;
  readonly companyWide: boolean;
  readonly onPictures: (pictures: PictureList) => void;
}

function Downloads({ span, companyWide, onPictures }: DownloadsProps) {
  const filter = useMemo((): DownloadHistoryFilter | null => {
    // Thirty days is what Getty Images shows by itself; the service then says which days they are.
    const from =
      span === '30' ? {} : { from: new Date(Date.now() - Number(span) * 86_400_000).toISOString() };
    const found = { ...from, ...(companyWide ? { companyWide } : {}) };
    return Object.keys(found).length > 0 ? found : null;
  }, [span, companyWide]);
  const [wanted] = useState(() => remembered().shown ?? 0);
  const { data, loading, error, fetchMore, refetch } = useQuery(HistoryDocument, {
    variables: { filter, first: Math.max(pageSize, Math.min(wanted, largestPage)) },
    // Always the newest first page; the pages after it belong to the moment it was made.
    fetchPolicy: 'network-only',
    nextFetchPolicy: 'cache-first',
  });
  const history = data?.downloadHistory;
  const endCursor = history?.pageInfo.endCursor;
  const next = useMore(
    endCursor,
    useCallback((after: string) => fetchMore({ variables: { after, first: pageSize } }), [fetchMore]),
  );

  const shown = history?.edges.length ?? 0;
  const isLoaded = history !== undefined && history !== null && !loading;
  useScrollMemory(isLoaded);
  useEffect(() => {
    if (shown > pageSize) remember({ shown });
  }, [shown]);
  useEffect(() => {
    const images = history?.edges.flatMap(({ node }) =>
      node.image && node.assetId ? { assetId: node.assetId } : [],
    );
    // The same picture may have been downloaded several times.
    const once = [...new Map(images?.map((image) => [image.assetId, image])).values()];
    onPictures(images ? { images: once, total: once.length, more: null } : noPictures);
  }, [history, onPictures]);

  if (!history) {
    if (loading) return <p role="status">Looking up your downloads…</p>;
    return error ? <LoadProblem problem={problemOf(error)} onRetry={() => refetch()} /> : null;
  }
  const days = history.range.from
    ? `${formatDay(history.range.from)} to ${formatDay(history.range.to)}`
    : `up to ${formatDay(history.range.to)}`;
  return (
    <section aria-label="Downloads">
      <p className="summary" role="status">
        {count(history.totalCount, 'download')}, {days}
        {shown > 0 && `; ${formatNumber(shown)} shown`}
      </p>
      {error && <LoadProblem problem={problemOf(error)} onRetry={() => refetch()} />}
      {shown === 0 ? (
        <div className="empty">
          <p className="empty-title">Nothing was downloaded in these days</p>
          <p>What you download shows up here, with the product it counted under.</p>
          <Link className="button" to={pageAddress('search')}>
            Find a picture
          </Link>
        </div>
      ) : (
        <ol className="plain history">
          {history.edges.map(({ cursor, node }) => (
            <HistoryRow key={cursor} record={node} isNamed={companyWide} />
          ))}
        </ol>
      )}
      {next.problem && <LoadProblem problem={next.problem} onRetry={next.more} />}
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
