import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { cyclesIn, type Import, importsOf, ROOT, sourcesBelow } from './sources.js';

const SOURCES = sourcesBelow('src', 'schema', 'resolvers');
const IMPORTS = SOURCES.flatMap(importsOf);

/** From the outside in: each layer may import those further down, and none further up. */
const LAYERS: readonly (readonly [name: string, pattern: RegExp])[] = [
  ['start', /^src\/(?:main|rotation)\.ts$|^src\/cli\//],
  ['assembly', /^src\/(?:app|getty-settings)\.ts$/],
  ['HTTP', /^src\/http\//],
  ['GraphQL', /^src\/graphql\//],
  ['schema build', /^schema\/(?:build|emit|print|direct-resolvers)\.ts$/],
  ['resolvers', /^resolvers\//],
  ['schema types', /^schema\//],
  ['downloads and catalog', /^src\/(?:downloads|catalog)\//],
  ['loaders', /^src\/loaders\//],
  ['Getty Images', /^src\/getty\//],
];

/** Every layer may import these, and they import no layer. */
const COMMON = /^src\/(?:errors|telemetry|config|redis|lib)\//;

/** The first pattern that matches: a schema file is a type unless it is named as a part of the build. */
const indexOfLayer = (path: string): number => LAYERS.findIndex(([, pattern]) => pattern.test(path));

/** A package of this repository that production installations do not have. */
const SIMULATOR = 'getty-images-simulator';

const arrow = ({ from, to }: Import): string => `${from} -> ${to}`;
const inside = IMPORTS.filter(({ isPackage }) => !isPackage);
/** The schema's build, which imports resolvers, counts as a folder beside its types, which resolvers import. */
const folderOf = (path: string): string =>
  LAYERS[indexOfLayer(path)]?.[0] === 'schema build' ? 'schema/build' : dirname(path);
const values = inside.filter(({ isType }) => !isType);
const packages = IMPORTS.filter(({ isPackage }) => isPackage);

describe('imports', () => {
  it('are found at all', () => {
    expect(SOURCES.length).toBeGreaterThan(200);
    expect(inside.map(arrow)).toContain('src/app.ts -> src/loaders/loaders.ts');
    expect(packages.map(arrow)).toContain('src/loaders/batch-by-fields.ts -> dataloader');
    expect(packages.filter(({ isDynamic }) => isDynamic).map(arrow)).toContain(
      'src/graphql/jit.ts -> graphql-jit',
    );
    expect(values.length).toBeLessThan(inside.length);
  });

  it('name files that are there', () => {
    expect(inside.filter(({ to }) => !existsSync(join(ROOT, to))).map(arrow)).toEqual([]);
  });

  it('place every file in a layer or in what all layers share, and not in both', () => {
    const strays = SOURCES.filter(({ path }) => indexOfLayer(path) >= 0 === COMMON.test(path));
    expect(strays.map(({ path }) => path)).toEqual([]);
  });

  it('run one way: from the start and the edge, through resolvers, domain and loaders, to Getty Images', () => {
    const back = inside.filter(({ from, to }) => {
      const [source, target] = [indexOfLayer(from), indexOfLayer(to)];
      return source >= 0 && target >= 0 && target < source;
    });
    expect(back.map(arrow)).toEqual([]);
  });

  it('of what everybody may import lead into no layer', () => {
    const back = inside.filter(({ from, to }) => COMMON.test(from) && indexOfLayer(to) >= 0);
    expect(back.map(arrow)).toEqual([]);
  });

  it('of errors and plain helpers stay there', () => {
    const helpers = /^src\/(?:errors|redis|lib)\//;
    const out = inside.filter(({ from, to }) => helpers.test(from) && !helpers.test(to));
    expect(out.map(arrow)).toEqual([]);
  });

  // Types of the schema refer to each other in thunks (`() => Image`), as the graph itself does.
  const outsideSchema = values.filter(
    ({ from, to }) => !from.startsWith('schema/') || !to.startsWith('schema/'),
  );

  it('of values form no cycle between files', () => {
    expect(cyclesIn(outsideSchema)).toEqual([]);
  });

  it('of values form no cycle between folders, a folder and those inside it apart', () => {
    const folders = outsideSchema
      .map(({ from, to }) => ({ from: folderOf(from), to: folderOf(to) }))
      .filter(({ from, to }) => !`${from}/`.startsWith(`${to}/`) && !`${to}/`.startsWith(`${from}/`));
    expect(cyclesIn(folders)).toEqual([]);
  });

  it.each<[string, readonly [from: string, to: string][], readonly string[]]>([
    [
      'none in a tree',
      [
        ['a', 'b'],
        ['a', 'c'],
        ['b', 'c'],
      ],
      [],
    ],
    [
      'two nodes',
      [
        ['a', 'b'],
        ['b', 'a'],
        ['b', 'c'],
      ],
      ['a <-> b'],
    ],
    [
      'a long way round',
      [
        ['a', 'b'],
        ['b', 'c'],
        ['c', 'd'],
        ['d', 'b'],
      ],
      ['b <-> c <-> d'],
    ],
    [
      'two cycles apart',
      [
        ['a', 'b'],
        ['b', 'a'],
        ['b', 'x'],
        ['x', 'y'],
        ['y', 'x'],
      ],
      ['a <-> b', 'x <-> y'],
    ],
  ])('would show cycles: %s', (_what, arrows, cycles) => {
    expect(cyclesIn(arrows.map(([from, to]) => ({ from, to })))).toEqual(cycles);
  });

  it('of the simulator stay inside its own package, and use nothing but Node and what its package.json lists', async () => {
    const { default: manifest } = await import('../../simulator/package.json', { with: { type: 'json' } });
    const known = new Set(Object.keys(manifest.devDependencies));
    const imports = sourcesBelow('simulator/src').flatMap(importsOf);
    expect(imports.length).toBeGreaterThan(100);
    const out = imports.filter(({ to, isPackage }) =>
      isPackage ? !to.startsWith('node:') && !known.has(to) : !to.startsWith('simulator/src/'),
    );
    expect(out.map(arrow)).toEqual([]);
  });

  it('reach the simulator from one file only, the one that starts it, and only on demand', () => {
    const users = IMPORTS.filter(({ to }) => to === SIMULATOR || to.startsWith('simulator/'));
    expect([...new Set(users.map(arrow))]).toEqual([`src/cli/start-simulator.ts -> ${SIMULATOR}`]);
    expect(users.every(({ isDynamic }) => isDynamic)).toBe(true);
  });

  it('of settings are for the start and the edge: nothing below knows an environment', () => {
    const outer = LAYERS.findIndex(([name]) => name === 'GraphQL');
    const below = inside.filter(({ from, to }) => indexOfLayer(from) > outer && to.startsWith('src/config/'));
    expect(below.map(arrow)).toEqual([]);
  });

  it.each<[string, RegExp]>([
    ['undici', /^src\/getty\//],
    [
      'graphql',
      /^schema\/|^resolvers\/|^src\/graphql\/|^src\/lib\/documents\/|^src\/errors\/to-graphql\.ts$/,
    ],
    ['graphql-jit', /^src\/graphql\/jit\.ts$/],
    ['type-graphql', /^schema\/|^resolvers\/|^src\/graphql\/|^src\/errors\/to-graphql\.ts$/],
    ['@apollo/server', /^src\/(?:http|graphql)\//],
    ['fastify', /^src\/http\//],
    ['dataloader', /^src\/loaders\//],
    ['ioredis', /^src\/redis\//],
    ['pino', /^src\/telemetry\//],
    ['prom-client', /^src\/telemetry\/|^src\/getty\/upstream-metrics\.ts$/],
  ])('of %s are made only where it belongs', (name, where) => {
    const users = packages.filter(({ to }) => to === name);
    expect(users.length).toBeGreaterThan(0);
    expect(users.filter(({ from }) => !where.test(from)).map(arrow)).toEqual([]);
  });

  it('are of packages that package.json has among its dependencies', async () => {
    const { default: manifest } = await import('../../package.json', { with: { type: 'json' } });
    const known = new Set(Object.keys(manifest.dependencies));
    const unknown = packages.filter(
      ({ to }) => !to.startsWith('node:') && to !== SIMULATOR && !known.has(to),
    );
    expect(unknown.map(arrow)).toEqual([]);
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
