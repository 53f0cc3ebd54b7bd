import { useQuery } from '@apollo/client/react';
import { useCallback, useEffect, useRef } from 'react';
import { addressOf } from '../app/route';
import type { Selection } from '../batch/selection';
import { problemOf } from '../errors/problem';
import { ProblemNote } from '../errors/problem-note';
import { type CardFragment, SearchDocument } from '../graphql/generated/graphql';
import { Allowances } from '../products/allowances';
import { count, formatNumber } from '../ui/format';
import { More } from '../ui/more';
import { useMore } from '../ui/use-more';
import { ResultCard } from './result-card';
import { SearchForm } from './search-form';
import { readSearch, type SearchParams, searchVariables, writeSearch } from './search-params';

/** Divides by two, three and four columns. */
const pageSize = 24;

interface SearchPageProps {
  readonly params: URLSearchParams;
  readonly selection: Selection;
  readonly onOpen: (image: CardFragment) => void;
}

/** Looking for images. */
export function SearchPage({ params, selection, onOpen }: SearchPageProps) {
  const search = readSearch(params);
  return (
    <>
      <h1 className="hidden">Search</h1>
      <SearchForm key={search.phrase} search={search} />
      <div className="columns">
        <div className="column-main">
          {search.phrase === '' ? (
            <Welcome />
          ) : (
            <Results key={params.toString()} search={search} selection={selection} onOpen={onOpen} />
          )}
        </div>
        <Allowances />
      </div>
    </>
  );
}

const suggestions = ['Kitties', 'Mountain', 'City', 'Sea', 'Concert', 'Breakfast'];

/** Before anything was looked for. */
function Welcome() {
  return (
    <div className="empty">
      <p className="empty-title">Find a picture, see what it would cost you, download it.</p>
      <p>
        Each picture shows which of your products allow it. Nothing counts against your allowance until you
        press Download.
      </p>
      <ul className="plain suggestions" aria-label="Suggestions">
        {suggestions.map((phrase) => (
          <li key={phrase}>
            <a className="button" href={addressOf('search', new URLSearchParams({ phrase }))}>
              {phrase}
            </a>
          </li>
        ))}
      </ul>
    </div>
  );
}

interface ResultsProps {
  readonly search: SearchParams;
  readonly selection: Selection;
  readonly onOpen: (image: CardFragment) => void;
}

function Results({ search, selection, onOpen }: ResultsProps) {
  const { data, loading, error, fetchMore, refetch } = useQuery(SearchDocument, {
    variables: { ...searchVariables(search), first: pageSize },
  });
  const found = data?.searchImages;
  const endCursor = found?.pageInfo.endCursor;
  const next = useMore(
    endCursor,
    useCallback((after: string) => fetchMore({ variables: { after } }), [fetchMore]),
  );
  const list = useRef<HTMLUListElement>(null);
  const shown = found?.edges.length ?? 0;
  useFocusOnFirstNew(list, shown, next.isLoading);

  if (loading && !found) return <Placeholders />;
  if (!found)
    return (
      error && (
        <ProblemNote
          problem={problemOf(error)}
          onRetry={() => {
            refetch();
          }}
        />
      )
    );
  const isOver = !found.pageInfo.hasNextPage;
  return (
    <section aria-label="Results" aria-busy={loading}>
      <p className="summary" role="status">
        {found.totalCount === 0
          ? `Nothing was found for “${search.phrase}”.`
          : `${count(found.totalCount, 'picture')} for “${found.correctedPhrase ?? search.phrase}”, ${formatNumber(shown)} shown`}
      </p>
      {found.correctedPhrase && found.correctedPhrase !== search.phrase && (
        <p className="hint">
          Getty Images corrected “{search.phrase}” to “{found.correctedPhrase}”.
        </p>
      )}
      {error && <ProblemNote problem={problemOf(error)} onRetry={() => refetch()} />}
      {found.totalCount === 0 && <NothingFound search={search} />}
      <ul className="plain grid" ref={list}>
        {found.edges.map(({ node }) => (
          <ResultCard
            key={node.id}
            image={node}
            isSelected={selection.has(node.id)}
            onOpen={onOpen}
            onSelect={selection.toggle}
          />
        ))}
      </ul>
      {next.problem && <ProblemNote problem={next.problem} onRetry={next.more} />}
      {!isOver && !next.problem && (
        <More cursor={endCursor} isLoading={next.isLoading} onMore={next.more} label="Show more pictures" />
      )}
      {isOver && shown > 0 && <p className="hint centre">That is all of them.</p>}
    </section>
  );
}

/** When the last page takes the button away that had the focus, the focus goes to the first new picture. */
function useFocusOnFirstNew(
  list: React.RefObject<HTMLUListElement | null>,
  shown: number,
  isLoading: boolean,
): void {
  const before = useRef(shown);
  useEffect(() => {
    if (isLoading || shown <= before.current) return;
    const isLost = document.activeElement === document.body && before.current > 0;
    if (isLost)
      list.current?.children[before.current]?.querySelector('button')?.focus({ preventScroll: true });
    before.current = shown;
  }, [list, shown, isLoading]);
}

function NothingFound({ search }: { readonly search: SearchParams }) {
  const { phrase, ...choices } = search;
  const isNarrow = choices.family || choices.orientation || choices.product;
  return (
    <div className="empty">
      <p className="empty-title">No pictures here</p>
      <p>Try fewer or more general words{isNarrow ? ', or take the filters away' : ''}.</p>
      {isNarrow && (
        <a
          className="button"
          href={addressOf(
            'search',
            writeSearch({ phrase, family: '', orientation: '', product: '', sort: search.sort }),
          )}
        >
          Search without filters
        </a>
      )}
    </div>
  );
}

/** Room for the pictures to come, so that nothing jumps when they do. */
function Placeholders() {
  return (
    <>
      <p className="summary" role="status">
        Looking for pictures…
      </p>
      <ul className="plain grid" aria-hidden="true">
        {Array.from({ length: 8 }, (_, n) => `placeholder ${n}`).map((key) => (
          <li key={key} className="card placeholder">
            <div className="card-picture" />
            <div className="card-text">
              <p className="card-title"> </p>
              <p className="card-artist"> </p>
            </div>
          </li>
        ))}
      </ul>
    </>
  );
}
