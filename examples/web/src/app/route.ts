import { useEffect, useMemo, useState } from 'react';

/** The pages there are. */
export type Page = 'search' | 'history' | 'help';

const pages: readonly Page[] = ['search', 'history', 'help'];

/** What stands in the address after `#`: a page and its parameters. It needs nothing of the server. */
export interface Route {
  readonly page: Page;
  readonly params: URLSearchParams;
}

/** The address of a page. */
export function addressOf(page: Page, params?: URLSearchParams): string {
  const query = params?.toString();
  return `#/${page}${query ? `?${query}` : ''}`;
}

/** Goes to a page, with a step in the browser's history. */
export function goTo(page: Page, params?: URLSearchParams): void {
  window.location.hash = addressOf(page, params);
}

/** The page that the address names. */
export function useRoute(): Route {
  const [hash, setHash] = useState(() => window.location.hash);
  useEffect(() => {
    const follow = () => setHash(window.location.hash);
    window.addEventListener('hashchange', follow);
    return () => window.removeEventListener('hashchange', follow);
  }, []);
  return useMemo(() => {
    const [path = '', query = ''] = hash.replace(/^#\/?/, '').split('?');
    const page = pages.find((name) => name === path) ?? 'search';
    return { page, params: new URLSearchParams(query) };
  }, [hash]);
}
