import { hash, pick } from './random.js';
import { COUNTRIES, PLACES } from './words.js';

/** Editorial images and videos belong to one of this many events, whose ids follow one another. */
export const EVENT_COUNT = 40;
const FIRST_ID = 775_000_000;

/** An event of the news. */
export interface CatalogEvent {
  readonly id: number;
  readonly name: string;
  readonly startDate: string;
  readonly city: string;
  readonly country: string | null;
  readonly venue: string;
}

const KINDS: readonly [string, ...string[]] = [
  'Cup Final',
  'Festival',
  'Summit',
  'Premiere',
  'State Visit',
  'Marathon',
];
const VENUES: readonly [string, ...string[]] = [
  'City Hall',
  'National Stadium',
  'Opera',
  'Harbour',
  'Old Market',
];

/** The event with this id; any number gives one, `isEvent` says whether it exists. */
export function eventWith(id: number): CatalogEvent {
  const h = hash(3, 'event', id);
  const city = pick(PLACES, hash(h, 'city'));
  const start = new Date(Date.UTC(2016, 0, 1) + (h % 3650) * 86_400_000);
  return {
    id,
    name: `${city} ${pick(KINDS, hash(h, 'kind'))} ${start.getUTCFullYear()}`,
    startDate: start.toISOString().replace('.000', ''),
    city,
    country: COUNTRIES[city]?.[2] ?? null,
    venue: pick(VENUES, hash(h, 'venue')),
  };
}

/** Whether there is an event with this id. */
export function isEvent(id: number): boolean {
  return id >= FIRST_ID && id < FIRST_ID + EVENT_COUNT;
}

/** Every event, by id. */
export function allEvents(): CatalogEvent[] {
  return Array.from({ length: EVENT_COUNT }, (_, i) => eventWith(FIRST_ID + i));
}
