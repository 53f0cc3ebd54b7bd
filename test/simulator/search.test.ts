import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Bench } from './helpers.js';

interface Found {
  id: string;
  title: string | null;
  license_model?: string;
  date_created?: string | null;
  orientation?: string;
  product_types?: string[];
  [key: string]: unknown;
}

let bench: Bench;
beforeAll(async () => {
  bench = await Bench.start();
});
afterAll(() => bench.sim.close());

async function search(
  query: string,
  kind = '/creative',
  as?: string,
): Promise<{ count: number; images: Found[] }> {
  const response = await bench.call(`/v3/search/images${kind}?${query}`, as === undefined ? {} : { as });
  expect(response.status, response.text).toBe(200);
  return { count: Number(response.json['result_count']), images: response.json['images'] as Found[] };
}

describe('a phrase', () => {
  it.each(['kitties', 'mountain', 'city', 'dog', 'sea'])(
    'the phrase "%s" finds several pages',
    async (phrase) => {
      const { count } = await search(`phrase=${phrase}`);
      expect(count).toBeGreaterThanOrEqual(30);
      expect(count).toBeLessThanOrEqual(800);
    },
  );

  it('a phrase finds the documented examples first', async () => {
    expect((await search('phrase=Kitties')).images[0]?.id).toBe('83454804');
    expect((await search('phrase=kitties', '/editorial')).images[0]?.id).toBe('103131833');
    expect((await search('phrase=KITTIES', '')).images.slice(0, 2).map(({ id }) => id)).toEqual([
      '83454804',
      '103131833',
    ]);
  });

  it('a phrase ignores case and diacritics', async () => {
    const [plain, marked] = [await search('phrase=zurich'), await search('phrase=Z%C3%BCRICH')];
    expect(plain.count).toBeGreaterThan(0);
    expect(marked).toEqual(plain);
  });

  it('a phrase must match with every word', async () => {
    const [both, one] = [await search('phrase=dog+zurich'), await search('phrase=dog')];
    expect(both.count).toBeGreaterThan(0);
    expect(both.count).toBeLessThan(one.count);
  });

  it('a phrase may be an id', async () => {
    expect((await search('phrase=83454804')).images.map(({ id }) => id)).toEqual(['83454804']);
  });

  it('a misspelt phrase is corrected', async () => {
    const response = await bench.call('/v3/search/images/creative?phrase=moutnain');
    expect(response.json['auto_corrections']).toEqual({ phrase: 'mountain' });
    expect(response.json['result_count']).toBe((await search('phrase=mountain')).count);
  });

  it('a phrase without near matches finds nothing', async () => {
    expect(await search('phrase=qqqqqqqqqqqq')).toEqual({ count: 0, images: [] });
  });
});

describe('pages', () => {
  it('pages follow each other without gap or repeat, in a stable order', async () => {
    const seen: string[] = [];
    for (let page = 1; page <= 4; page += 1) {
      const { images } = await search(`phrase=kitties&page_size=25&page=${page}`);
      seen.push(...images.map(({ id }) => id));
    }
    const first = await search('phrase=kitties&page_size=100');
    expect(seen).toEqual(first.images.map(({ id }) => id));
    expect(new Set(seen).size).toBe(100);
  });

  it.each([
    ['page=9999', 'InvalidPage', /^page must be less than or equal to \d+, results count \d+$/],
    ['page=0', 'InvalidPage', /greater/],
    ['page_size=7', 'InvalidPageSize', /one of/],
    ['page_size=101', 'InvalidPageSize', /one of/],
    ['page_size=a', 'InvalidRequest', /^Field: page_size, Message: The value 'a' is not valid for Int32\.$/],
    ['colour=ff0000', 'InvalidParameterValue', /colour/],
    ['sort_order=oldest', 'InvalidParameterValue', /oldest/],
    ['orientations=horizontal,diagonal', 'InvalidParameterValue', /diagonal/],
    ['fields=id,salary', 'InvalidParameterValue', /salary/],
    ['safe_search=perhaps', 'InvalidRequest', /perhaps/],
    ['color=red', 'InvalidColor', /color/],
    ['keyword_ids=1,x', 'InvalidRequest', /'x'/],
  ])('a page with %s is refused', async (query, code, message) => {
    const { status, json } = await bench.call(`/v3/search/images/creative?phrase=sea&${query}`);
    expect({ status, code: json['ErrorCode'] }).toEqual({ status: 400, code });
    expect(json['ErrorMessage']).toMatch(message);
  });
});

describe('filters', () => {
  it.each([
    ['orientations=square', (image: Found) => image.orientation === 'square'],
    ['collection_codes=STO', (image: Found) => image['collection_code'] === 'STO'],
    [
      'collection_codes=STO&collections_filter_type=exclude',
      (image: Found) => image['collection_code'] !== 'STO',
    ],
    ['graphical_styles=vector', (image: Found) => image['graphical_style'] === 'vector'],
    [
      'graphical_styles=photography&graphical_styles_filter_type=exclude',
      (i: Found) => i['graphical_style'] !== 'photography',
    ],
    ['file_types=eps', (image: Found) => image['graphical_style'] === 'vector'],
    ['artists=Grace+Adeyemi', (image: Found) => image['artist'] === 'Grace Adeyemi'],
    ['embed_content_only=True', (image: Found) => image['uri_oembed'] !== null],
  ])('the filter %s returns matching images', async (filter, holds) => {
    const fields = 'orientation,collection_code,graphical_style,artist,uri_oembed';
    const { count, images } = await search(`phrase=city&page_size=100&${filter}&fields=${fields}`);
    expect(count).toBeGreaterThan(0);
    expect(count).toBeLessThan((await search('phrase=city')).count);
    expect(images.filter((image) => !holds(image))).toEqual([]);
  });

  it('filters by people, mood, keyword and size reduce the result', async () => {
    const all = (await search('phrase=city')).count;
    for (const filter of [
      'number_of_people=one',
      'moods=vivid',
      'age_of_people=adult',
      'ethnicity=black',
      'compositions=portrait',
      'minimum_size=xx_large',
      'color=002244',
    ]) {
      const { count } = await search(`phrase=city&${filter}`);
      expect(count, filter).toBeGreaterThan(0);
      expect(count, filter).toBeLessThan(all);
    }
  });

  it('filters by date, segment and person apply to editorial images', async () => {
    const { images } = await search(
      'phrase=football&editorial_segments=sport&date_from=2015-01-01&date_to=2016-12-31&page_size=100&fields=date_created,editorial_segments',
      '/editorial',
    );
    expect(images.length).toBeGreaterThan(0);
    for (const image of images) expect(String(image.date_created)).toMatch(/^201[56]/);
    const person = await search('phrase=football&specific_people=Dana+Quill&fields=people', '/editorial');
    expect(person.count).toBeGreaterThan(0);
    expect(person.images.every((image) => (image['people'] as string[]).includes('Dana Quill'))).toBe(true);
  });

  it('a filter by product uses the caller’s products', async () => {
    const { images } = await search(
      'phrase=city&download_product=easyaccess&fields=download_product&page_size=100',
      '/creative',
      'plenty',
    );
    expect(images.length).toBeGreaterThan(0);
    expect(images.every((image) => image['download_product'] === 'easyaccess')).toBe(true);
  });
});

it('a search sorts by date, undated images last', async () => {
  const dates = async (order: string): Promise<(string | null | undefined)[]> => {
    const all = await search(
      `phrase=football&sort_order=${order}&page_size=100&fields=date_created`,
      '/editorial',
    );
    return all.images.flatMap((image) => image.date_created ?? []);
  };
  const [newest, oldest] = [await dates('newest'), await dates('oldest')];
  expect(newest).toEqual([...newest].sort().reverse());
  expect(oldest).toEqual([...oldest].sort());
  const words = await search('phrase=football&sort_order=random', '/editorial');
  expect(await search('phrase=football&sort_order=random', '/editorial')).toEqual(words);
});

it('a search returns German and French texts by Accept-Language', async () => {
  const titles: unknown[] = [];
  for (const language of ['en-US', 'de', 'fr', 'sv']) {
    const response = await bench.call('/v3/search/images/creative?phrase=83454804', {
      headers: { 'accept-language': language },
    });
    titles.push((response.json['images'] as Found[])[0]?.title);
  }
  expect(titles[0]).toContain('Kitties');
  expect(titles[1]).toContain('Kätzchen');
  expect(titles[2]).toContain('Chatons');
  expect(titles[3]).toBe(titles[0]);
});

it('a search has related searches and facets on request', async () => {
  const response = await bench.call(
    '/v3/search/images/editorial?phrase=concert&include_related_searches=true&include_facets=true&facet_fields=artists,events&facet_max_count=2',
  );
  expect(response.json['related_searches']).toHaveLength(3);
  expect(response.json['facets']).toMatchObject({
    artists: [{ name: expect.any(String) }, {}],
    events: [{}, {}],
  });
});

it('a search response is cacheable for its own caller only', async () => {
  const response = await bench.call('/v3/search/images/creative?phrase=sea');
  expect(response.headers.get('cache-control')).toMatch(/max-age/);
  expect(response.headers.get('vary')).toContain('Authorization');
});

it('a search returns unusual ids, unknown enum values and missing fields', async () => {
  const images: Found[] = [];
  for (const page of [1, 2, 3, 4, 5]) {
    const fields = 'id,title,license_model,date_created,max_dimensions,product_types';
    images.push(
      ...(await search(`phrase=mountain&page_size=100&page=${page}&fields=${fields}`, '', 'plenty')).images,
    );
  }
  expect(images.some(({ id }) => !/^\d+$/.test(id))).toBe(true);
  expect(images.some(({ title }) => title === null)).toBe(true);
  expect(images.some((image) => image.date_created === null)).toBe(true);
  expect(images.some((image) => image['max_dimensions'] === undefined)).toBe(true);
  expect(images.some((image) => image.license_model === 'rightsborrowed')).toBe(true);
  expect(images.some((image) => image.product_types?.includes('galaxyaccess'))).toBe(true);
  const titles = images.map(({ title }) => title ?? '').join('');
  expect(titles).toMatch(/\p{Script=Han}/u);
  expect(titles).toMatch(/\p{Script=Arabic}/u);
  expect(titles).toMatch(/\p{Extended_Pictographic}/u);
});
