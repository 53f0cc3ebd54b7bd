import { describe, expect, it } from 'vitest';
import { batchByFields, chunk } from '../../../src/loaders/batch-by-fields.js';

interface Thing {
  readonly assetId: string;
  readonly fields: readonly string[];
}

/** A loader that records the requested batches. `fails` and `missing` name ids. */
const loaderOf = (
  options: { readonly max?: number; readonly fails?: string; readonly missing?: string } = {},
) => {
  const asked: { readonly ids: readonly string[]; readonly fields: readonly string[] }[] = [];
  const loader = batchByFields<Thing>(options.max ?? 100, async (ids, fields) => {
    asked.push({ ids, fields });
    if (options.fails !== undefined && ids.includes(options.fails)) throw new Error(`no ${options.fails}`);
    return ids.filter((id) => id !== options.missing).map((assetId) => ({ assetId, fields }));
  });
  const load = (assetId: string, ...fields: string[]) => loader.load({ assetId, fields });
  return { load, asked };
};

describe('loading by id and fields', () => {
  it('one tick takes one call with the union of its fields', async () => {
    const { load, asked } = loaderOf();
    const things = await Promise.all([load('1', 'title'), load('2', 'caption', 'title'), load('3')]);
    expect(asked).toEqual([{ ids: ['1', '2', '3'], fields: ['caption', 'title'] }]);
    expect(things.map((thing) => thing?.assetId)).toEqual(['1', '2', '3']);
  });

  it('an id is requested once, however often it is wanted', async () => {
    const { load, asked } = loaderOf();
    await Promise.all([load('1', 'title'), load('1', 'caption'), load('1', 'title'), load('2')]);
    expect(asked).toEqual([{ ids: ['1', '2'], fields: ['caption', 'title'] }]);
  });

  it('batches have a maximum size and equal fields', async () => {
    const { load, asked } = loaderOf({ max: 100 });
    await Promise.all(
      Array.from({ length: 250 }, (_, index) => load(`${index}`, index === 249 ? 'title' : 'caption')),
    );
    expect(asked.map(({ ids }) => ids.length)).toEqual([100, 100, 50]);
    for (const { fields } of asked) expect(fields).toEqual(['caption', 'title']);
    expect(new Set(asked.flatMap(({ ids }) => ids)).size).toBe(250);
  });

  it('an entity cached with these fields is not requested again', async () => {
    const { load, asked } = loaderOf();
    await load('1', 'caption', 'title');
    await Promise.all([load('1', 'title'), load('1', 'caption'), load('1')]);
    expect(asked).toHaveLength(1);
    await load('1', 'keywords', 'title');
    expect(asked[1]).toEqual({ ids: ['1'], fields: ['keywords', 'title'] });
  });

  it('an entity is cached with all fields of its batch', async () => {
    const { load, asked } = loaderOf();
    await Promise.all([load('1', 'title'), load('2', 'caption')]);
    await load('1', 'caption');
    expect(asked).toHaveLength(1);
  });

  it('an absent entity stays absent for later fields', async () => {
    const { load, asked } = loaderOf({ missing: '2' });
    expect(await Promise.all([load('1', 'title'), load('2', 'title')])).toEqual([
      { assetId: '1', fields: ['title'] },
      null,
    ]);
    expect(await load('2', 'caption')).toBeNull();
    expect(asked).toHaveLength(1);
  });

  it('a failing batch affects its own ids only', async () => {
    const { load, asked } = loaderOf({ max: 2, fails: '3' });
    const results = await Promise.allSettled(['1', '2', '3', '4', '5'].map((id) => load(id, 'title')));
    expect(asked.map(({ ids }) => ids)).toEqual([['1', '2'], ['3', '4'], ['5']]);
    expect(results.map(({ status }) => status)).toEqual([
      'fulfilled',
      'fulfilled',
      'rejected',
      'rejected',
      'fulfilled',
    ]);
  });

  it('a failure is not cached as absence', async () => {
    const { load } = loaderOf({ fails: '1' });
    await expect(load('1', 'title')).rejects.toThrow('no 1');
    await expect(load('1', 'title', 'caption')).rejects.toThrow('no 1');
  });

  it.each([
    [[], 2, []],
    [[1, 2, 3], 2, [[1, 2], [3]]],
    [[1, 2], 2, [[1, 2]]],
  ])('%j is split into batches of %i', (items, size, runs) => {
    expect(chunk(items, size)).toEqual(runs);
  });
});
