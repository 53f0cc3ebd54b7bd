import { useQuery } from '@apollo/client/react';
import { type RefObject, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { pageAddress } from '../app/address';
import { Link } from '../app/link';
import { noPictures, type PictureList } from '../app/pictures';
import { remember, remembered } from '../app/router';
import type { Selection } from '../batch/selection';
import { LoadProblem } from '../errors/load-problem';
import { problemOf } from '../errors/problem';
import { SearchDocument } from '../graphql/generated/graphql';
import { ratioOf } from '../image/picture';
import { count } from '../ui/format';
import { More } from '../ui/more';
import { useMore } from '../ui/use-more';
import { useScrollMemory } from '../ui/use-scroll-memory';
import { lastRowStart } from './last-row';
import { ResultCard } from './result-card';
import { type SearchParams, searchVariables, writeSearch } from './search-params';
import { useRowMeasures } from './use-row-measures';

const pageSize = 36;
/** The most that the service gives in one page. */
const largestPage = 100;

interface ResultsProps {
  readonly search: SearchParams;
  readonly selection: Selection;
  readonly onPictures: (pictures: PictureList) => void;
}

/** What a search found, as far as it was scrolled; after a reload and on Back as far as it was before. */
export function Results({ search, selection, onPictures }: ResultsProps) {
  const [wanted] = useState(() => remembered().shown ?? 0);
  const { data, loading, error, fetchMore, refetch } = useQuery(SearchDocument, {
    variables: { ...searchVariables(search), first: Math.max(pageSize, Math.min(wanted, largestPage)) },
  });
  const found = data?.searchImages;
  const endCursor = found?.pageInfo.endCursor;
  const shown = found?.edges.length ?? 0;
  const isMissing = found !== undefined && found !== null && shown < wanted && found.pageInfo.hasNextPage;
  const next = useMore(
    endCursor,
    useCallback(
      (after: string) => {
        const first = isMissing ? Math.min(wanted - shown, largestPage) : pageSize;
        return fetchMore({ variables: { after, first: Math.max(first, 1) } });
      },
      [fetchMore, isMissing, wanted, shown],
    ),
  );
  const { more, isLoading, problem } = next;
  const list = useRef<HTMLUListElement>(null);
  useFocusOnFirstNew(list, shown, isLoading);
  const measures = useRowMeasures(list, shown > 0);
  const isOver = found?.pageInfo.hasNextPage === false;
  const inRows = useMemo(() => {
    const edges = found?.edges ?? [];
    if (isOver || measures === null) return edges;
    return edges.slice(
      0,
      lastRowStart(
        edges.map(({ node }) => ratioOf(node)),
        measures,
      ),
    );
  }, [found, isOver, measures]);
  useEffect(() => {
    if (isMissing && !isLoading && !problem) more();
  }, [isMissing, isLoading, problem, more]);
  useEffect(() => {
    if (shown > wanted) remember({ shown });
  }, [shown, wanted]);
  useScrollMemory(found !== undefined && (!isMissing || problem !== null));
  useEffect(() => {
    onPictures(
      found
        ? {
            images: found.edges.map(({ node }) => node),
            total: found.totalCount,
            more: found.pageInfo.hasNextPage && !problem ? more : null,
          }
        : noPictures,
    );
  }, [found, more, problem, onPictures]);

  if (loading && !found) return <Placeholders />;
  if (!found) return error && <LoadProblem problem={problemOf(error)} onRetry={() => refetch()} />;
  return (
    <div aria-busy={loading}>
      <p className="summary" role="status">
        {found.totalCount === 0
          ? `Nothing was found for “${search.phrase}”.`
          : `${count(found.totalCount, 'picture')} for “${found.correctedPhrase ?? search.phrase}”`}
        {found.correctedPhrase && found.correctedPhrase !== search.phrase && (
          <span className="hint"> Getty Images corrected “{search.phrase}”.</span>
        )}
      </p>
      {error && <LoadProblem problem={problemOf(error)} onRetry={() => refetch()} />}
      {found.totalCount === 0 && <NothingFound search={search} />}
      <ul className="plain grid" ref={list} data-complete={inRows.length === shown}>
        {inRows.map(({ node }, index) => (
          <ResultCard
            key={node.id}
            image={node}
            isEager={index < 8}
            isSelected={selection.has(node.id)}
            onSelect={selection.toggle}
          />
        ))}
      </ul>
      {problem && <LoadProblem problem={problem} onRetry={more} />}
      {!isOver && !problem && (
        <More cursor={endCursor} isLoading={isLoading} onMore={more} label="Show more pictures" />
      )}
      {isOver && shown > 0 && <p className="hint centre">That is all of them.</p>}
    </div>
  );
}

/** When the last page takes the button away that had the focus, the focus goes to the first new picture. */
function useFocusOnFirstNew(
  list: RefObject<HTMLUListElement | null>,
  shown: number,
  isLoading: boolean,
): void {
  const before = useRef(shown);
  useEffect(() => {
    if (isLoading || shown <= before.current) return;
    const isLost = document.activeElement === document.body && before.current > 0;
    if (isLost) list.current?.children[before.current]?.querySelector('a')?.focus({ preventScroll: true });
    before.current = shown;
  }, [list, shown, isLoading]);
}

function NothingFound({ search }: { readonly search: SearchParams }) {
  const { phrase, sort, ...choices } = search;
  const isNarrow = Object.values(choices).some(Boolean);
  return (
    <div className="empty">
      <p className="empty-title">No pictures here</p>
      <p>Try fewer or more general words{isNarrow ? ', or take the filters away' : ''}.</p>
      {isNarrow && (
        <Link
          className="button"
          to={pageAddress('search', writeSearch({ phrase, family: '', orientation: '', product: '', sort }))}
        >
          Search without filters
        </Link>
      )}
    </div>
  );
}

const shapes = [1.5, 0.67, 1.5, 1.33, 1.5, 0.75, 1.78, 1.5, 1, 1.5, 1.33, 0.67, 1.5, 1.5, 1.78, 1.33];

/** Room for the pictures to come. */
function Placeholders() {
  return (
    <>
      <p className="summary" role="status">
        Looking for pictures…
      </p>
      <ul className="plain grid" aria-hidden="true" data-complete="true">
        {shapes.map((ratio, place) => (
          <li
            // biome-ignore lint/suspicious/noArrayIndexKey: they never change.
            key={place}
            className="card placeholder"
            style={{ '--ratio': ratio } as React.CSSProperties}
          >
            <div className="card-frame" />
            <p className="card-title" />
            <p className="card-products" />
          </li>
        ))}
      </ul>
    </>
  );
}
