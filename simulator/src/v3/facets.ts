import { hash } from '../catalog/random.js';
import type { Query } from './query.js';
import type { Found } from './search-order.js';

type Entry = { id: number; name: string; count: number };

/** How often the artists, places, people and events of a result occur in it. */
export function facets(found: readonly Found[], query: Query): Record<string, unknown[]> {
  const most = Math.max(0, query.int('facet_max_count') ?? 300);
  const count = (namesOf: (found: Found) => readonly string[]): Entry[] => {
    const counts = new Map<string, number>();
    for (const entry of found)
      for (const name of namesOf(entry)) counts.set(name, (counts.get(name) ?? 0) + 1);
    return [...counts]
      .sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))
      .slice(0, most)
      .map(([name, n]) => ({ id: hash(0, name) % 1_000_000, name, count: n }));
  };
  const all: Record<string, () => unknown[]> = {
    artists: () => count(({ image }) => [image.artist]).map(({ name }) => ({ name })),
    locations: () => count(({ image }) => [image.place]).map(({ id, name }) => ({ id, name })),
    specific_people: () => count(({ image }) => image.people).map(({ id, name }) => ({ id, name })),
    events: () =>
      count(({ image }) => image.eventIds.map(String)).map(({ name }) => ({
        id: Number(name),
        name: `Event ${name}`,
        date: '2024-05-05T00:00:00Z',
      })),
  };
  const wanted = query.has('facet_fields') ? query.list('facet_fields') : Object.keys(all);
  return Object.fromEntries(wanted.map((name) => [name, all[name]?.() ?? []]));
}
