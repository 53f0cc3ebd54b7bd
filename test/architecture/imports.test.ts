import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Import, importsOf, ROOT, sourcesBelow } from './sources.js';

const SOURCES = sourcesBelow('src', 'schema', 'resolvers');
const IMPORTS = SOURCES.flatMap(importsOf);

/** From the outside in: what stands further down may be imported, what stands further up may not. */
const LAYERS: readonly (readonly [name: string, pattern: RegExp])[] = [
  ['the start', /^src\/main\.ts$|^src\/cli\//],
  ['the parts put together', /^src\/app\.ts$/],
  ['HTTP and GraphQL', /^src\/(?:http|graphql)\//],
  ['the schema built', /^schema\/(?:build|emit|print|direct-resolvers)\.ts$/],
  ['resolvers', /^resolvers\//],
  ['the schema’s types', /^schema\/(?!(?:build|emit|print|direct-resolvers)\.ts$)/],
  ['downloads and the catalog', /^src\/(?:downloads|catalog)\//],
  ['loaders', /^src\/loaders\//],
  ['Getty Images', /^src\/getty\//],
];

/** Anybody may import these, and they import none of the layers. */
const COMMON = /^src\/(?:errors\/|graphql\/|telemetry\/|config\/|redis\/|(?:clock|ending|iso-time)\.ts$)/;

/** A package of this repository that production installations do not have. */
const SIMULATOR = 'getty-images-simulator';

const layerOf = (path: string): number => LAYERS.findIndex(([, pattern]) => pattern.test(path));
const told = ({ from, to }: Import): string => `${from} -> ${to}`;
const inside = IMPORTS.filter(({ isPackage }) => !isPackage);
const packages = IMPORTS.filter(({ isPackage }) => isPackage);

describe('imports', () => {
  it('are found at all', () => {
    expect(SOURCES.length).toBeGreaterThan(200);
    expect(inside.map(told)).toContain('src/app.ts -> src/loaders/loaders.ts');
    expect(packages.map(told)).toContain('src/loaders/batch-by-fields.ts -> dataloader');
    expect(inside.filter(({ isDynamic }) => isDynamic).length).toBeGreaterThan(0);
  });

  it('name files that are there', () => {
    expect(inside.filter(({ to }) => !existsSync(join(ROOT, to))).map(told)).toEqual([]);
  });

  it('place every file in one layer', () => {
    const strays = SOURCES.filter(({ path }) => {
      const homes = [...LAYERS.map(([, pattern]) => pattern), COMMON];
      return homes.filter((pattern) => pattern.test(path)).length !== 1;
    });
    expect(strays.map(({ path }) => path)).toEqual([]);
  });

  it('run one way: from the start and the edge, through resolvers, domain and loaders, to Getty Images', () => {
    const back = inside.filter(({ from, to }) => {
      const [source, target] = [layerOf(from), layerOf(to)];
      return source >= 0 && target >= 0 && target < source;
    });
    expect(back.map(told)).toEqual([]);
  });

  it('of what everybody may import lead into no layer', () => {
    const back = inside.filter(({ from, to }) => COMMON.test(from) && layerOf(to) >= 0);
    expect(back.map(told)).toEqual([]);
  });

  it('of errors and plain helpers stay there', () => {
    const helpers = /^src\/(?:errors|redis|lib)\//;
    const out = inside.filter(({ from, to }) => helpers.test(from) && !helpers.test(to));
    expect(out.map(told)).toEqual([]);
  });

  it('of the simulator stay inside its own package, and use nothing but Node and what its package.json lists', async () => {
    const { default: manifest } = await import('../../simulator/package.json', { with: { type: 'json' } });
    const known = new Set(Object.keys(manifest.devDependencies));
    const imports = sourcesBelow('simulator/src').flatMap(importsOf);
    expect(imports.length).toBeGreaterThan(100);
    const out = imports.filter(({ to, isPackage }) =>
      isPackage ? !to.startsWith('node:') && !known.has(to) : !to.startsWith('simulator/src/'),
    );
    expect(out.map(told)).toEqual([]);
  });

  it('reach the simulator from one file only, the one that starts it, and only on demand', () => {
    const users = IMPORTS.filter(({ to }) => to === SIMULATOR || to.startsWith('simulator/'));
    expect([...new Set(users.map(told))]).toEqual([`src/cli/start-simulator.ts -> ${SIMULATOR}`]);
    expect(users.every(({ isDynamic }) => isDynamic)).toBe(true);
  });

  it('of settings are for the start and the edge: nothing below knows an environment', () => {
    const below = inside.filter(({ from, to }) => layerOf(from) > 2 && to.startsWith('src/config/'));
    expect(below.map(told)).toEqual([]);
  });

  it.each<[string, RegExp]>([
    ['undici', /^src\/getty\//],
    [
      'graphql',
      /^schema\/|^resolvers\/|^src\/graphql\/|^src\/(?:http|graphql)\/|^src\/errors\/to-graphql\.ts$/,
    ],
    ['type-graphql', /^schema\/|^resolvers\/|^src\/(?:http|graphql)\/|^src\/errors\/to-graphql\.ts$/],
    ['@apollo/server', /^src\/(?:http|graphql)\//],
    ['fastify', /^src\/(?:http|graphql)\//],
    ['dataloader', /^src\/loaders\//],
    ['ioredis', /^src\/redis\//],
    ['pino', /^src\/telemetry\//],
    ['prom-client', /^src\/telemetry\/|^src\/getty\/upstream-metrics\.ts$/],
  ])('of %s are made only where it belongs', (name, where) => {
    const users = packages.filter(({ to }) => to === name);
    expect(users.length).toBeGreaterThan(0);
    expect(users.filter(({ from }) => !where.test(from)).map(told)).toEqual([]);
  });

  it('are of packages that package.json has among its dependencies', async () => {
    const { default: manifest } = await import('../../package.json', { with: { type: 'json' } });
    const known = new Set(Object.keys(manifest.dependencies));
    const unknown = packages.filter(
      ({ to }) => !to.startsWith('node:') && to !== SIMULATOR && !known.has(to),
    );
    expect(unknown.map(told)).toEqual([]);
  });

  it('end in .js where they are of the project’s own, as ESM wants it', () => {
    const bare = SOURCES.flatMap(({ path, text }) =>
      [...text.matchAll(/(?:from|import\()\s*'(\.[^']*)'/g)]
        .map(([, name = '']) => name)
        .filter((name) => !/\.(?:js|json)$/.test(name))
        .map((name) => `${path}: ${name}`),
    );
    expect(bare).toEqual([]);
  });
});
