import { useRef } from 'react';
import { pageAddress } from '../app/address';
import { Link } from '../app/link';
import type { PictureList } from '../app/pictures';
import type { Selection } from '../batch/selection';
import { Allowances } from '../products/allowances';
import { useScrollMemory } from '../ui/use-scroll-memory';
import { Results } from './results';
import { SearchForm } from './search-form';
import { readSearch } from './search-params';

interface SearchPageProps {
  readonly params: URLSearchParams;
  readonly selection: Selection;
  readonly onPictures: (pictures: PictureList) => void;
}

/** Looking for images. */
export function SearchPage({ params, selection, onPictures }: SearchPageProps) {
  const search = readSearch(params);
  const results = useRef<HTMLElement>(null);
  return (
    <>
      <h1 className="hidden">Search</h1>
      <SearchForm search={search} onSearch={() => results.current?.focus({ preventScroll: true })} />
      <Allowances />
      {/* Focused after a search: a keyboard goes on at the first picture, and a phone puts its keyboard away. */}
      <section className="results" aria-label="Results" tabIndex={-1} ref={results}>
        {search.phrase === '' ? (
          <Welcome />
        ) : (
          <Results key={params.toString()} search={search} selection={selection} onPictures={onPictures} />
        )}
      </section>
    </>
  );
}

const suggestions = ['Kitties', 'Mountain', 'City', 'Sea', 'Concert', 'Breakfast'];

/** Before anything was looked for. */
function Welcome() {
  useScrollMemory(true);
  return (
    <div className="empty welcome">
      <p className="empty-title">Find a picture, see what it would cost you, download it.</p>
      <p>
        Each picture shows which of your products allow it. Nothing counts against your allowance until you
        press Download.
      </p>
      <ul className="plain suggestions" aria-label="Suggestions">
        {suggestions.map((phrase) => (
          <li key={phrase}>
            <Link className="button" to={pageAddress('search', new URLSearchParams({ phrase }))}>
              {phrase}
            </Link>
          </li>
        ))}
      </ul>
    </div>
  );
}
