import { eventWith } from '../catalog/event.js';
import { hash } from '../catalog/random.js';
import type { Query } from './query.js';

/** What of an asset is counted. */
interface Counted {
  readonly artist: string;
  readonly place: string;
  readonly people: readonly string[];
  readonly eventIds: readonly number[];
}

type Entry = { id: number; name: string; count: number };

/** How often the artists, places, people and events of a result occur in it. */
export function facets(found: readonly Counted[], query: Query): Record<string, unknown[]> {
  const most = Math.max(0, query.int('facet_max_count') ?? 300);
  const count = (namesOf: (asset: Counted) => readonly string[]): Entry[] => {
    const counts = new Map<string, number>();
    for (const entry of found)
      for (const name of namesOf(entry)) counts.set(name, (counts.get(name) ?? 0) + 1);
    return [...counts]
      .sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))
      .slice(0, most)
      .map(([name, n]) => ({ id: hash(0, name) % 1_000_000, name, count: n }));
  };
  const all: Record<string, () => unknown[]> = {
    artists: () => count(({ artist }) => [artist]).map(({ name }) => ({ name })),
    locations: () => count(({ place }) => [place]).map(({ id, name }) => ({ id, name })),
    specific_people: () => count(({ people }) => people).map(({ id, name }) => ({ id, name })),
    events: () =>
      count(({ eventIds }) => eventIds.map(String)).map(({ name }) => {
        const event = eventWith(Number(name));
        return { id: event.id, name: event.name, date: event.startDate };
      }),
  };
  const wanted = query.has('facet_fields') ? query.list('facet_fields') : Object.keys(all);
  return Object.fromEntries(wanted.map((name) => [name, all[name]?.() ?? []]));
}
