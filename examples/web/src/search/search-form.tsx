import { type FormEvent, useState } from 'react';
import { pageAddress } from '../app/address';
import { goTo } from '../app/router';
import { Choice } from '../ui/choice';
import { useMedia } from '../ui/use-media';
import {
  familyNames,
  orientationNames,
  productNames,
  type SearchParams,
  sortNames,
  writeSearch,
} from './search-params';

interface SearchFormProps {
  readonly search: SearchParams;
  /** Called after a phrase was sent off. */
  readonly onSearch: () => void;
}

/** What to look for. Choices take effect at once, the phrase on Enter. */
export function SearchForm({ search, onSearch }: SearchFormProps) {
  const [phrase, setPhrase] = useState(search.phrase);
  const [shownPhrase, setShownPhrase] = useState(search.phrase);
  // Back and links change the search without this form.
  if (search.phrase !== shownPhrase) {
    setShownPhrase(search.phrase);
    setPhrase(search.phrase);
  }
  const isWide = useMedia('(min-width: 48rem)');
  const change = (part: Partial<SearchParams>) =>
    goTo(pageAddress('search', writeSearch({ ...search, phrase: phrase.trim(), ...part })));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    change({});
    onSearch();
  };
  const chosen = [search.family, search.orientation, search.product].filter(Boolean).length;
  const choices = (
    <div className="search-choices">
      <Choice
        label="Family"
        any="Any family"
        value={search.family}
        names={familyNames}
        onChange={(family) => change({ family })}
      />
      <Choice
        label="Shape"
        any="Any shape"
        value={search.orientation}
        names={orientationNames}
        onChange={(orientation) => change({ orientation })}
      />
      <Choice
        label="Downloadable with"
        any="Any product"
        value={search.product}
        names={productNames}
        onChange={(product) => change({ product })}
      />
      <Choice
        label="Sort by"
        value={search.sort}
        names={sortNames}
        onChange={(sort) => change({ sort: sort || 'BEST_MATCH' })}
      />
    </div>
  );
  return (
    <search>
      <form className="search-form" onSubmit={submit}>
        <div className="search-line">
          <label className="hidden" htmlFor="phrase">
            What should be in the picture?
          </label>
          <input
            id="phrase"
            type="search"
            placeholder="What should be in the picture?"
            enterKeyHint="search"
            value={phrase}
            onChange={(event) => setPhrase(event.target.value)}
          />
          <button type="submit" className="button primary">
            Search
          </button>
        </div>
        {isWide ? (
          choices
        ) : (
          <details className="filters">
            <summary>Filters{chosen > 0 && <span className="tag">{chosen} chosen</span>}</summary>
            {choices}
          </details>
        )}
      </form>
    </search>
  );
}
