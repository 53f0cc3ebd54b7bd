import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Bench } from './helpers.js';

interface Row {
  readonly id: string;
  readonly [name: string]: unknown;
}

let bench: Bench;
beforeAll(async () => {
  bench = await Bench.start();
});
afterAll(() => bench.sim.close());

async function list(path: string, key: string, as?: string): Promise<{ count: number; rows: Row[] }> {
  const response = await bench.call(path, as === undefined ? {} : { as });
  expect(response.status, response.text).toBe(200);
  return { count: Number(response.json['result_count']), rows: response.json[key] as Row[] };
}

const errorOf = async (path: string): Promise<[number, unknown]> => {
  const { status, json } = await bench.call(path);
  return [status, json['ErrorCode']];
};

describe('similar images', () => {
  it('similar images share subject and family, without the image itself', async () => {
    const { count, rows } = await list(
      '/v3/images/83454804/similar?fields=asset_family,keywords&page_size=20',
      'images',
    );
    expect(count).toBeGreaterThan(20);
    expect(rows).toHaveLength(20);
    expect(rows.map(({ id }) => id)).not.toContain('83454804');
    for (const row of rows) {
      expect(row).toMatchObject({ asset_family: 'creative' });
      expect(JSON.stringify(row['keywords'])).toContain('kitties');
    }
  });

  it('similar images are paged without repeat or gap', async () => {
    const all = await list('/v3/images/83454804/similar?page_size=60', 'images');
    const pages = await Promise.all(
      [1, 2, 3].map((page) => list(`/v3/images/83454804/similar?page_size=20&page=${page}`, 'images')),
    );
    expect(pages.flatMap(({ rows }) => rows)).toEqual(all.rows);
  });
});

describe('images of the same series', () => {
  it('images of one series list each other only', async () => {
    const found = await list('/v3/search/images/creative?phrase=mountain&page_size=100', 'images');
    const ids = found.rows.map(({ id }) => id).join(',');
    const { rows } = await list(`/v3/images?ids=${ids}&fields=series_id`, 'images');
    const series = rows
      .map((row) => row['series_id'])
      .find((id, at, all) => id !== null && all.indexOf(id) !== at);
    const members = rows.filter((row) => row['series_id'] === series).map(({ id }) => id);
    expect(members.length).toBeGreaterThan(1);
    const first = members[0] ?? '';
    const same = await list(`/v3/images/${first}/same-series?page_size=100`, 'images');
    expect(same.rows.map(({ id }) => id)).toEqual(expect.arrayContaining(members.slice(1)));
    const detail = await list(
      `/v3/images?ids=${same.rows.map(({ id }) => id).join(',')}&fields=series_id`,
      'images',
    );
    expect(new Set(detail.rows.map((row) => row['series_id']))).toEqual(new Set([series]));
  });
});

describe('similar videos and videos of the same series', () => {
  it('similar and same-series videos are listed without the video itself', async () => {
    for (const relation of ['similar', 'same-series']) {
      const { rows } = await list(`/v3/videos/690773579/${relation}?fields=clip_length`, 'videos');
      expect(rows.map(({ id }) => id)).not.toContain('690773579');
      for (const row of rows) expect(row['clip_length']).toMatch(/^00:00:\d\d:\d\d$/);
    }
  });
});

describe('an asset that does not exist', () => {
  it.each([
    ['/v3/images/1/similar', 'ImageNotFound'],
    ['/v3/images/1/same-series', 'ImageNotFound'],
    ['/v3/videos/1/similar', 'VideosNotFound'],
    ['/v3/videos/1/same-series', 'VideosNotFound'],
    ['/v3/events/1', 'EventNotFound'],
    ['/v3/events?ids=1', 'EventNotFound'],
  ])('%s of an unknown asset is 404 %s', async (path, code) => {
    expect(await errorOf(path)).toEqual([404, code]);
  });
});

describe('GET /v3/collections', () => {
  it('every collection that a search can filter by is listed', async () => {
    const { rows } = await list('/v3/collections', 'collections');
    expect(rows.length).toBeGreaterThan(5);
    for (const { code, asset_family: family } of rows) {
      const { count } = await list(
        `/v3/search/images/${String(family)}?collection_codes=${String(code)}&page_size=1`,
        'images',
      );
      expect(count, String(code)).toBeGreaterThan(0);
    }
  });
});

describe('GET /v3/countries', () => {
  it('countries are listed by name with both codes, and images refer to them', async () => {
    const { rows } = await list('/v3/countries', 'countries');
    const names = rows.map(({ name }) => String(name));
    expect(names).toEqual([...names].sort());
    expect(rows).toContainEqual({ iso_alpha_2: 'DE', iso_alpha_3: 'DEU', name: 'Germany' });
    const image = await list('/v3/images/83454804?fields=country', 'images');
    expect(names).toContain(image.rows[0]?.['country']);
  });
});

describe('GET /v3/search/videos', () => {
  const search = (query: string, kind = ''): Promise<{ count: number; rows: Row[] }> =>
    list(`/v3/search/videos${kind}?${query}`, 'videos');

  it('a video search finds both families', async () => {
    const [both, creative, editorial] = await Promise.all([
      search('phrase=city'),
      search('phrase=city', '/creative'),
      search('phrase=city', '/editorial'),
    ]);
    expect(both.count).toBe(creative.count + editorial.count);
    expect(creative.count * editorial.count).toBeGreaterThan(0);
  });

  it.each<[string, string, (row: Row) => boolean]>([
    [
      'min_clip_length=20&max_clip_length=30',
      'clip_length',
      (row) => inSeconds(row) >= 20 && inSeconds(row) <= 30,
    ],
    ['aspect_ratios=9:16', 'aspect_ratio', (row) => row['aspect_ratio'] === '9:16'],
    ['license_models=royaltyfree', 'license_model', (row) => row['license_model'] === 'royaltyfree'],
    ['collection_codes=STO', 'collection_code', (row) => row['collection_code'] === 'STO'],
  ])('with %s finds only videos that fit', async (filter, field, fits) => {
    const { rows, count } = await search(`${filter}&fields=${field}&page_size=100`);
    expect(count).toBeGreaterThan(0);
    expect(rows.filter((row) => !fits(row))).toEqual([]);
    expect(count).toBeLessThan((await search('page_size=1')).count);
  });

  it('editorial videos filter by date, event and person', async () => {
    const { rows } = await search(
      'fields=date_created,event_ids&page_size=1&sort_order=newest',
      '/editorial',
    );
    const [row] = rows;
    const day = String(row?.['date_created']).slice(0, 10);
    const ofDay = await search(`date_from=${day}&date_to=${day}`, '/editorial');
    expect(ofDay.rows.map(({ id }) => id)).toContain(row?.id);
    const [event] = (row?.['event_ids'] ?? []) as number[];
    const ofEvent = await search(`event_ids=${event}`, '/editorial');
    expect(ofEvent.rows.map(({ id }) => id)).toContain(row?.id);
    const nobody = await search('specific_people=No+Such+Person', '/editorial');
    expect(nobody.count).toBe(0);
  });

  it('a video search counts facets on request', async () => {
    const response = await bench.call(
      '/v3/search/videos/editorial?include_facets=true&facet_max_count=2&include_related_searches=true',
    );
    const facets = response.json['facets'] as Record<string, unknown[]>;
    expect(Object.keys(facets).sort()).toEqual(['artists', 'events', 'locations', 'specific_people']);
    expect(facets['events']).toHaveLength(2);
    expect((response.json['related_searches'] as unknown[]).length).toBeGreaterThan(0);
  });

  it('a minimum length above the maximum is refused', async () => {
    expect(await errorOf('/v3/search/videos/creative?min_clip_length=9&max_clip_length=3')).toEqual([
      400,
      'InvalidParameterValue',
    ]);
  });

  it('a video search sorts by date in both directions, undated videos last', async () => {
    const newest = await search('sort_order=newest&fields=date_created&page_size=100', '/editorial');
    const dates = newest.rows.map((row) => row['date_created'] as string | null);
    const known = dates.filter((date) => date !== null);
    expect(known).toEqual([...known].sort().reverse());
    expect(dates.slice(0, known.length)).toEqual(known);
  });
});

function inSeconds(row: Row): number {
  return Number(String(row['clip_length']).split(':')[2]);
}

describe('GET /v3/search/images/creative/by-image', () => {
  it('a search by image finds similar creative images', async () => {
    const { rows } = await list(
      '/v3/search/images/creative/by-image?asset_id=83454804&fields=asset_family&page_size=10',
      'images',
    );
    expect(rows).toHaveLength(10);
    for (const row of rows) expect(row['asset_family']).toBe('creative');
  });

  it('a search by an unknown image is 404 AssetNotFound, and 400 without one', async () => {
    expect(await errorOf('/v3/search/images/creative/by-image?asset_id=1')).toEqual([404, 'AssetNotFound']);
    expect(await errorOf('/v3/search/images/creative/by-image')).toEqual([400, 'InvalidParameterValue']);
  });
});

describe('events', () => {
  it('events have the name and date of the editorial search’s facet', async () => {
    const found = await bench.call('/v3/search/images/editorial?include_facets=true&facet_fields=events');
    const { events } = found.json['facets'] as { events: { id: number; name: string; date: string }[] };
    const [first] = events;
    const { json } = await bench.call(`/v3/events/${first?.id}?fields=name,start_date,image_count`);
    expect(json).toMatchObject({ id: first?.id, name: first?.name, start_date: first?.date });
    const images = await list(`/v3/search/images/editorial?event_ids=${first?.id}`, 'images');
    expect(images.count).toBe(json['image_count']);
  });

  it('events are found by words of their names, newest first', async () => {
    const { rows, count } = await list('/v3/search/events?phrase=festival&page_size=100', 'events');
    expect(count).toBeGreaterThan(0);
    for (const { name } of rows) expect(name).toContain('Festival');
    const dates = rows.map((row) => String(row['start_date']));
    expect(dates).toEqual([...dates].sort().reverse());
  });
});

describe('GET /v3/artists', () => {
  it('an artist’s images and videos are listed', async () => {
    for (const kind of ['images', 'videos']) {
      const { rows, count } = await list(`/v3/artists/${kind}?artist_name=Grace+Adeyemi&fields=artist`, kind);
      expect(count).toBeGreaterThan(0);
      expect(new Set(rows.map(({ artist }) => artist))).toEqual(new Set(['Grace Adeyemi']));
    }
  });
});

describe('usage', () => {
  it('usage describes licence, releases and restrictions', async () => {
    const { rows } = await list(
      '/v3/search/images/editorial?phrase=football&fields=allowed_use&page_size=100',
      'images',
    );
    const uses = rows.map(
      (row) => row['allowed_use'] as { release_info: string | null; usage_restrictions: string[] },
    );
    expect(new Set(uses.map(({ release_info: info }) => info))).toEqual(
      new Set([null, 'Not released. More information']),
    );
    expect(uses.some(({ usage_restrictions: list }) => list.length > 0)).toBe(true);
    expect(uses.some(({ usage_restrictions: list }) => list.length === 0)).toBe(true);
  });
});
