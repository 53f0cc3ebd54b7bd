/** The pages that the navigation lists. */
export type Page = 'search' | 'history' | 'help';

/** The page that an address shows: one of the navigation's, or a picture by itself. */
export type PageName = Page | 'image';

/** What the address and the state of a history entry show together. */
export interface Route {
  /** The page in view; under an open picture, the page that it was opened from. */
  readonly page: PageName;
  /** The parameters of that page. */
  readonly params: URLSearchParams;
  /** Getty Images' number of the picture in view, e.g. `83454804`. */
  readonly assetId: string | null;
  /** Whether the picture lies over a page. Otherwise it is a page by itself: its address was opened directly. */
  readonly isOverlay: boolean;
}

/**
 * Reads an address.
 * @param path a path below the application's base, e.g. `/images/83454804`
 * @param search its query, e.g. `?phrase=cat`
 * @param over the address of the page below, for a picture that was opened from a page
 */
export function readRoute(path: string, search: string, over: string | undefined): Route {
  const [name = '', id = ''] = path.split('/').filter(Boolean);
  if (name === 'images' && id !== '') {
    const assetId = decoded(id);
    if (over === undefined)
      return { page: 'image', params: new URLSearchParams(), assetId, isOverlay: false };
    const below = new URL(over, 'https://below.invalid');
    return { ...readRoute(below.pathname, below.search, undefined), assetId, isOverlay: true };
  }
  const page = name === 'history' || name === 'help' ? name : 'search';
  return { page, params: new URLSearchParams(search), assetId: null, isOverlay: false };
}

/** The address of a page with its parameters, below the application's base. */
export function pageAddress(page: Page, params?: URLSearchParams): string {
  const query = params?.toString();
  return `/${page}${query ? `?${query}` : ''}`;
}

/** The address of a picture, e.g. `/images/83454804`. */
export const imageAddress = (assetId: string): string => `/images/${encodeURIComponent(assetId)}`;

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
