import { useQuery } from '@apollo/client/react';
import { ViewerDocument } from '../graphql/generated/graphql';
import { type Page, type PageName, pageAddress } from './address';
import { Link } from './link';
import { useSession } from './session';

const pages: readonly (readonly [Page, string])[] = [
  ['search', 'Search'],
  ['history', 'History'],
  ['help', 'Help'],
];

interface HeaderProps {
  readonly page: PageName;
  readonly searchParams: URLSearchParams;
}

/** The name of the application, its pages, and the caller. */
export function Header({ page, searchParams }: HeaderProps) {
  return (
    <header className="top">
      <Link className="brand" to={pageAddress('search')}>
        <svg viewBox="0 0 24 24" aria-hidden="true">
          <rect x="2.5" y="4.5" width="19" height="15" rx="2.5" />
          <path d="m3 17 5.5-5.5 4 4 3-3L21 17.5" />
          <circle cx="16.5" cy="9" r="1.6" />
        </svg>
        Picture desk
      </Link>
      <nav aria-label="Pages">
        <ul className="plain">
          {pages.map(([name, label]) => (
            <li key={name}>
              <Link
                to={pageAddress(name, name === 'search' ? searchParams : undefined)}
                aria-current={name === page ? 'page' : undefined}
              >
                {label}
              </Link>
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
      <button type="button" className="button" onClick={isSignedIn ? signOut : openSignIn}>
        {isSignedIn ? 'Sign out' : 'Sign in'}
      </button>
    </div>
  );
}
