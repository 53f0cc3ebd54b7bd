import { useMemo, useSyncExternalStore } from 'react';
import { type Route, readRoute } from './address';

/** What a history entry remembers besides its address. The browser keeps it over reloads. */
interface EntryState {
  /** For an open picture: the address of the page below it. */
  readonly over?: string;
  /** How many rows of the list were loaded. */
  readonly shown?: number;
  /** How far the page was scrolled, in CSS pixels. */
  readonly scroll?: number;
}

interface Entry {
  /** The path below the application's base. */
  readonly path: string;
  readonly search: string;
  readonly state: EntryState;
}

/** The folder that the application is served from, without its last slash. */
const base = import.meta.env.BASE_URL.replace(/\/$/, '');

const listeners = new Set<() => void>();
let entry = readEntry();
let scrollTimer: ReturnType<typeof setTimeout> | undefined;
/** Whether the scroll position belongs to the entry already; not while a list that was left is loaded again. */
let isScrollSettled = !entry.state.scroll;

function readEntry(): Entry {
  const { pathname, search } = window.location;
  const path = pathname.startsWith(base) ? pathname.slice(base.length) : pathname;
  const state: unknown = window.history.state;
  return { path, search, state: typeof state === 'object' && state !== null ? state : {} };
}

/** The address of the page in view or below the picture in view. */
const pageBelow = ({ path, search, state }: Entry): string => state.over ?? path + search;

function arrive(): void {
  clearTimeout(scrollTimer);
  entry = readEntry();
  for (const listener of listeners) listener();
}

window.history.scrollRestoration = 'manual';
window.addEventListener('popstate', () => {
  const before = pageBelow(entry);
  const { state } = readEntry();
  if (pageBelow(readEntry()) !== before) isScrollSettled = !state.scroll;
  arrive();
});
window.addEventListener('scroll', () => {
  clearTimeout(scrollTimer);
  // Browsers limit how often an entry may be changed.
  scrollTimer = setTimeout(rememberScroll, 150);
});
window.addEventListener('pagehide', rememberScroll);

function rememberScroll(): void {
  if (isScrollSettled) remember({ scroll: Math.round(window.scrollY) });
}

/** Adds something to the current history entry, for a reload or a return to it. */
export function remember(part: EntryState): void {
  entry = { ...entry, state: { ...entry.state, ...part } };
  window.history.replaceState(entry.state, '');
}

/** What the current history entry remembers. */
export const remembered = (): EntryState => entry.state;

/** The whole address of a path below the application's base, for links. */
export const hrefOf = (address: string): string => base + address;

/** Goes to a page, with a step in the browser's history. */
export function goTo(address: string): void {
  rememberScroll();
  window.history.pushState({}, '', hrefOf(address));
  isScrollSettled = true;
  arrive();
  window.scrollTo(0, 0);
}

/** Opens a picture over the page in view, with a step in the browser's history, so that Back closes it. */
export function openOver(address: string): void {
  rememberScroll();
  window.history.pushState({ ...entry.state, over: pageBelow(entry) }, '', hrefOf(address));
  arrive();
}

/** Shows another picture in the place of the open one: Back still closes it. */
export function replaceOver(address: string): void {
  window.history.replaceState(entry.state, '', hrefOf(address));
  arrive();
}

/** Closes the picture over the page, as Back does. */
export const closeOver = (): void => window.history.back();

/** Scrolls to where the current entry was left; its list has to be as long again as it was. */
export function restoreScroll(): void {
  if (isScrollSettled) return;
  window.scrollTo(0, entry.state.scroll ?? 0);
  isScrollSettled = true;
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** The page in view and the picture over it. */
export function useRoute(): Route {
  const { path, search, state } = useSyncExternalStore(subscribe, () => entry);
  const route = useMemo(() => readRoute(path, search, state.over), [path, search, state.over]);
  // The page below keeps its parameters while pictures open and close over it.
  const query = route.params.toString();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the text stands for the parameters.
  const params = useMemo(() => route.params, [query]);
  return useMemo(() => ({ ...route, params }), [route, params]);
}
