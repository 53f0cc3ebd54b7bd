import { type FormEvent, useState } from 'react';
import { goTo } from '../app/route';
import { Choice } from '../ui/choice';
import {
  familyNames,
  orientationNames,
  productNames,
  type SearchParams,
  sortNames,
  writeSearch,
} from './search-params';

/** What to look for. Choices take effect at once, the phrase on Enter. */
export function SearchForm({ search }: { readonly search: SearchParams }) {
  const [phrase, setPhrase] = useState(search.phrase);
  const change = (part: Partial<SearchParams>) =>
    goTo('search', writeSearch({ ...search, phrase: phrase.trim(), ...part }));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    change({});
  };
  return (
    <search>
      <form className="search-form" onSubmit={submit}>
        <div className="search-phrase">
          <label htmlFor="phrase">What should be in the picture?</label>
          <div className="search-line">
            <input
              id="phrase"
              type="search"
              placeholder="Mountains in winter, a city at night…"
              enterKeyHint="search"
              value={phrase}
              onChange={(event) => setPhrase(event.target.value)}
            />
            <button type="submit" className="button primary">
              Search
            </button>
          </div>
        </div>
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
      </form>
    </search>
  );
}
