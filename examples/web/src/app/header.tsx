import { useQuery } from '@apollo/client/react';
import { ViewerDocument } from '../graphql/generated/graphql';
import { addressOf, type Page } from './route';
import { useSession } from './session';

const names: Readonly<Record<Page, string>> = { search: 'Search', history: 'History', help: 'Help' };

/** The name of the place, where one can go, and who one is. */
export function Header({
  page,
  searchParams,
}: {
  readonly page: Page;
  readonly searchParams: URLSearchParams;
}) {
  return (
    <header className="top">
      <a className="brand" href={addressOf('search')}>
        <svg viewBox="0 0 24 24" aria-hidden="true">
          <rect x="2.5" y="4.5" width="19" height="15" rx="2.5" />
          <path d="m3 17 5.5-5.5 4 4 3-3L21 17.5" />
          <circle cx="16.5" cy="9" r="1.6" />
        </svg>
        Picture desk
      </a>
      <nav aria-label="Pages">
        <ul className="plain">
          {Object.entries(names).map(([name, label]) => (
            <li key={name}>
              <a
                href={addressOf(name as Page, name === 'search' ? searchParams : undefined)}
                aria-current={name === page ? 'page' : undefined}
              >
                {label}
              </a>
            </li>
          ))}
        </ul>
      </nav>
      <Caller />
    </header>
  );
}

function Caller() {
  const { isSignedIn, openSignIn, signOut } = useSession();
  const { data } = useQuery(ViewerDocument);
  const name = data?.viewer?.name;
  return (
    <div className="caller">
      <p className="caller-name">
        <span>{isSignedIn ? 'Signed in' : 'Service account'}</span>
        {name && <strong>{name}</strong>}
      </p>
      {isSignedIn ? (
        <button type="button" className="button" onClick={signOut}>
          Sign out
        </button>
      ) : (
        <button type="button" className="button" onClick={openSignIn}>
          Sign in
        </button>
      )}
    </div>
  );
}
