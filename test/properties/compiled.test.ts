import { readdir, readFile } from 'node:fs/promises';
import {
  type DocumentNode,
  type ExecutionResult,
  execute,
  getOperationAST,
  type OperationDefinitionNode,
  parse,
  validate,
} from 'graphql';
import { Registry } from 'prom-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RequestContext } from '../../resolvers/context.js';
import { type Simulator, startSimulator } from '../../simulator/src/index.js';
import { type App, createApp } from '../../src/app.js';
import { readConfig } from '../../src/config/read-config.js';
import { formatError } from '../../src/errors/to-graphql.js';
import { isCompilable, loadCompiler } from '../../src/graphql/jit.js';
import { createLogger } from '../../src/telemetry/logger.js';
import { createMetrics } from '../../src/telemetry/metrics.js';
import { contextWithoutHttp } from '../support/request-context.js';
import { defined } from '../support/service.js';
import { startGarblingProxy } from './support/garbling-proxy.js';
import { QueryWriter, randomFrom } from './support/random-query.js';

const compile = await loadCompiler();

/** More of them: `COMPILED_QUERIES=5000 COMPILED_SEED=7 npx vitest run test/properties/compiled.test.ts`. */
const QUERIES = Number(process.env['COMPILED_QUERIES'] ?? 300);
const SEED = Number(process.env['COMPILED_SEED'] ?? 1);

let simulator: Simulator;
let app: App;
let garbling: Awaited<ReturnType<typeof startGarblingProxy>>;
/** The same service before a Getty Images that talks nonsense. */
let puzzled: App;
/** Stands still, so that cursors and moments read the same twice. */
const clock = { now: () => now };
let now = 0;

beforeAll(async () => {
  now = Date.now();
  simulator = await startSimulator(clock);
  garbling = await startGarblingProxy(simulator.url);
  app = await appBefore(simulator.url);
  puzzled = await appBefore(garbling.url);
});
afterAll(async () => {
  await app.close();
  await puzzled.close();
  await garbling.close();
  await simulator.close();
});

const appBefore = (url: string): Promise<App> =>
  createApp({
    config: readConfig({
      NODE_ENV: 'test',
      GETTY_API_KEY: simulator.apiKey,
      GETTY_API_SECRET: simulator.apiSecret,
      GETTY_API_URL: url,
      GETTY_AUTH_URL: url,
      GETTY_CONNECT_URL: url,
    }),
    clock,
    logger: createLogger('silent'),
    metrics: createMetrics(new Registry()),
    random: () => 0,
  });

const context = (isAnonymous: boolean, of: App): RequestContext =>
  contextWithoutHttp(of, {
    id: 'compiled-or-not',
    caller: { kind: isAnonymous ? 'anonymous' : 'service' },
    deadlineAt: now + 60_000,
    cost: {
      current: {
        cost: 1,
        nodeCount: 1,
        limit: 1,
        used: 1,
        remaining: 0,
        resetAt: '2026-01-01T00:00:00.000Z',
      },
      budgetUsage: null,
    },
  });

/** The response as a client reads it; errors have no order, so they are sorted. */
const toComparable = ({ data, errors }: ExecutionResult): unknown =>
  JSON.parse(
    JSON.stringify({
      data,
      errors: errors
        ?.map((error) => formatError(error.toJSON(), error))
        // Getty Images gives each response an id.
        .map((error) => JSON.stringify(error).replace(/"coordinationId":"[^"]+"/, ''))
        .sort(),
    }),
  );

type Variables = Readonly<Record<string, unknown>>;

const interpreted = async (
  document: DocumentNode,
  variableValues: Variables,
  isAnonymous: boolean,
  of: App,
) => execute({ schema: app.schema, document, variableValues, contextValue: context(isAnonymous, of) });

const operationOf = (document: DocumentNode): OperationDefinitionNode => defined(getOperationAST(document));

/** Both responses, the compiled one as the service would send it: without data it is interpreted instead. */
const both = async (document: DocumentNode, variables: Variables, isAnonymous = false, of = app) => {
  const right = await interpreted(document, variables, isAnonymous, of);
  const operation = operationOf(document);
  const run = isCompilable(app.schema, document, operation)
    ? defined(compile(app.schema, document, operation))
    : null;
  const compiled = run === null ? right : await run(context(isAnonymous, of), variables);
  return {
    right: toComparable(right),
    compiled: toComparable(compiled.data === undefined ? right : compiled),
    isRefused: run !== null && compiled.data === undefined,
    isCompiled: run !== null,
    hasErrors: right.errors !== undefined,
  };
};

/** Variables for the operations of the documents. */
const examples: Record<string, Variables> = {
  'find-images': { filter: { family: 'EDITORIAL' }, first: 5 },
  'image-detail': { id: '83454804' },
  'image-rights': { id: '83454804' },
  'related-images': { id: '83454804' },
  'search-videos': { phrase: 'city', first: 4 },
  'images-by-ids': { ids: ['83454804', 'gid://getty/Image/83454804', 'nothing'] },
  'previous-downloads': { id: '83454804' },
  'refetch-node': { id: 'gid://getty/Image/83454804' },
  'download-attempt': { idempotencyKey: 'never-used' },
  'download-quotes': { items: [{ imageId: '83454804' }] },
  'search-ownership': { phrase: 'sunset', first: 5 },
  'search-images': { phrase: 'sunset', first: 7, filter: { orientations: ['HORIZONTAL'] } },
  'video-detail': { id: '1' },
  'videos-by-ids': { ids: ['1', '2'] },
};

const folder = new URL('../../docs/operations/', import.meta.url);
const documents = await Promise.all(
  (await readdir(folder))
    .filter((file) => file.endsWith('.graphql'))
    .map(async (file) => ({
      name: file.replace('.graphql', ''),
      document: parse(await readFile(new URL(file, folder), 'utf8')),
    })),
);

describe('compiled and interpreted execution', () => {
  const queries = documents.filter(({ document }) => operationOf(document).operation === 'query');

  it.each(queries)(
    'docs/operations/$name has the same response compiled and interpreted',
    async ({ name, document }) => {
      for (const isAnonymous of [false, true]) {
        const { right, compiled, isRefused, isCompiled } = await both(
          document,
          examples[name] ?? {},
          isAnonymous,
        );
        expect(compiled).toEqual(right);
        // Operations that select fields of an interface are interpreted.
        const isInterpreted = ['refetch-node', 'download-attempt', 'download-quotes'].includes(name);
        expect({ isCompiled, isRefused }).toEqual({ isCompiled: !isInterpreted, isRefused: false });
      }
    },
  );

  it.each([
    ['an argument refused by a resolver', '{ image(id: "no id at all!") { id } }', {}],
    ['a variable of a wrong type', 'query($id: ID!) { image(id: $id) { id } }', { id: { no: 'id' } }],
    ['a variable left out', 'query($id: ID!) { image(id: $id) { id } }', {}],
    [
      'an unknown enum value',
      'query($s: ImageSearchSort) { searchImages(phrase: "a", sort: $s) { totalCount } }',
      { s: 'X' },
    ],
    [
      'an unreadable moment',
      'query($f: DownloadHistoryFilter) { downloadHistory(filter: $f) { totalCount } }',
      { f: { from: 'May' } },
    ],
    [
      'a default of a nested input',
      'query($f: DownloadHistoryFilter = { from: "2026-01-01T00:00:00Z", companyWide: false }) { downloadHistory(filter: $f, first: 2) { totalCount } }',
      {},
    ],
    [
      'a null where an input may be',
      '{ searchImages(phrase: "cat", filter: null, sort: null, first: 2) { totalCount nodes { id } } }',
      {},
    ],
    [
      'a number that is no Int',
      'query($n: Int) { searchImages(phrase: "cat", first: $n) { totalCount } }',
      { n: 2 ** 40 },
    ],
    ['a single value for a list', '{ images(ids: "83454804") { id title } }', {}],
    [
      'an object of each kind',
      '{ nodes(ids: ["gid://getty/Image/83454804", "gid://getty/ProductOffering/11001", "gid://getty/Video/1"]) { __typename id ... on Image { title } ... on ProductOffering { name } } }',
      {},
    ],
  ])('%s have the same response compiled and interpreted', async (_what, text, variables) => {
    const document = parse(text);
    expect(validate(app.schema, document)).toEqual([]);
    const { right, compiled } = await both(document, variables);
    expect(compiled).toEqual(right);
  });

  it.each([
    ['a Getty Images that is well', () => app],
    ['one that talks nonsense', () => puzzled],
  ])(
    `${QUERIES} random queries from seed ${SEED} have the same response compiled and interpreted with %s`,
    { timeout: 60_000 + QUERIES * 50 },
    async (_which, of) => {
      const images = simulator.imagesFitting('plenty', undefined, 6);
      const ids = [...images, ...images.map((id) => `gid://getty/Image/${id}`), 'nothing', 'not an id'];
      const global = [
        `gid://getty/Image/${images[0]}`,
        'gid://getty/ProductOffering/11001',
        'gid://getty/Video/1',
        'x',
      ];
      const writer = new QueryWriter(
        app.schema,
        {
          id: [...ids, ...global],
          phrase: ['sunset', 'kitten', 'zzzz nothing', ' '],
          first: [0, 1, 2, 3, 101, -1],
          last: [1, 2],
          after: ['bad cursor'],
          before: ['bad cursor'],
          from: ['2026-01-01T00:00:00Z', 'May'],
          to: ['2030-01-01T00:00:00+02:00'],
          collectionCode: ['OFF', 'no code!'],
        },
        randomFrom(SEED),
      );
      let compiledOnes = 0;
      let refused = 0;
      let withErrors = 0;
      for (let count = 0; count < QUERIES; count += 1) {
        const { text, variables } = writer.query();
        const document = parse(text);
        const faults = validate(app.schema, document);
        if (faults.length > 0) {
          // Literals of scalars are checked with the document; everything else the writer must get right.
          expect(faults.map(({ message }) => message).join(), text).toMatch(/DateTime|URL/);
          continue;
        }
        const { right, compiled, isRefused, isCompiled, hasErrors } = await both(
          document,
          variables,
          count % 4 === 0,
          of(),
        );
        expect(compiled, `${text}\n${JSON.stringify(variables)}`).toEqual(right);
        if (isCompiled) compiledOnes += 1;
        if (isRefused) refused += 1;
        if (hasErrors) withErrors += 1;
      }
      // Enough of each kind, or the property would say little.
      expect(compiledOnes).toBeGreaterThan(QUERIES / 2);
      expect(refused).toBeLessThan(QUERIES / 4);
      expect(withErrors).toBeGreaterThan(QUERIES / 50);
    },
  );
});
