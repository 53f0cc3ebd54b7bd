import { describe, expect, it } from 'vitest';
import { importsOf, type Source, sourcesBelow } from './sources.js';

const SOURCES = sourcesBelow('src', 'schema', 'resolvers');
const TESTS = sourcesBelow('test').filter(({ path }) => path.endsWith('.test.ts'));

const lines = (source: Source, pattern: RegExp): string[] =>
  source.text
    .split('\n')
    .flatMap((line, index) => (pattern.test(line) ? [`${source.path}:${index + 1}: ${line.trim()}`] : []));

describe('every source file', () => {
  it('leaves the environment to src/config', () => {
    const readers = SOURCES.filter(({ path }) => !path.startsWith('src/config/'));
    expect(readers.flatMap((source) => lines(source, /process\.env/))).toEqual([]);
  });

  /** Getty Images’ documented hosts, this machine, specifications, and addresses that nobody has (RFC 2606). */
  const KNOWN_HOSTS: readonly RegExp[] = [
    /^(?:api|authentication|delivery|connect|media|www)\.gettyimages\.com$/,
    /^(?:127\.0\.0\.1|localhost|\[::1\])$/,
    /^(?:.+\.)?example\.(?:com|org|net)$/,
    /^(?:.+\.)?(?:test|invalid)$/,
    /^(?:specs\.apollo\.dev|spec\.graphql\.org|graphql\.org|graphql\.github\.io|www\.rfc-editor\.org|datatracker\.ietf\.org|developer\.mozilla\.org|relay\.dev|json-schema\.org|www\.w3\.org|scalars\.graphql\.org|url\.spec\.whatwg\.org)$/,
    /^(?:developers?\.gettyimages\.com|studio\.apollographql\.com|sandbox\.embed\.apollographql\.com|embeddable-sandbox\.cdn\.apollographql\.com|apollo-server-landing-page\.cdn\.apollographql\.com|explorer\.embed\.apollographql\.com|www\.apollographql\.com)$/,
  ];

  it('names no host but those that are documented', () => {
    const strangers = SOURCES.flatMap(({ path, text }) =>
      [...text.matchAll(/\b(?:https?|wss?):\/\/([a-z0-9.-]+\.[a-z0-9-]+|localhost|\[[^\]]+\])/gi)]
        .map(([, host = '']) => host.toLowerCase())
        .filter((host) => !KNOWN_HOSTS.some((pattern) => pattern.test(host)))
        .map((host) => `${path}: ${host}`),
    );
    expect(strangers).toEqual([]);
  });

  it('switches no check of the compiler off, and leaves no note to do something later', () => {
    const pattern = /@ts-(?:ignore|nocheck|expect-error)|\b(?:TODO|FIXME|XXX|HACK)\b/;
    expect(SOURCES.flatMap((source) => lines(source, pattern))).toEqual([]);
  });

  /**
   * `values[name]` finds `Object.prototype.toString` where a client calls its variable `$toString`. What clients may name
   * (variables, fragments, aliases, operations, arguments of a document) is looked up in a `Map`, or after `Object.hasOwn`.
   */
  it('looks up names that clients choose in a Map, or after Object.hasOwn', () => {
    const lookUp = /[\w)\]]\??\.?\[(?:\w+\??\.)*(?:name|alias|key|\w+(?:Name|Key))(?:\??\.value)?\]/;
    // graphql's own maps of a type's fields, which have no prototype; names of our own lists and of the schema.
    const safe = [
      /getFields\(\)\[/,
      /^src\/graphql\/persisted-operations\.ts.*ID_FIELDS\.map/,
      /^src\/http\/explorer\/assets\.ts/,
    ];
    const found = SOURCES.filter(({ path }) =>
      /^src\/(?:http|graphql|lib)\/|^resolvers\//.test(path),
    ).flatMap(({ path, text }) =>
      text.split('\n').flatMap((line, index, all) => {
        const isGuarded = /Object\.hasOwn\(/.test(`${all[index - 1] ?? ''} ${line}`);
        return lookUp.test(line) && !isGuarded ? [`${path}:${index + 1}: ${line.trim()}`] : [];
      }),
    );
    expect(lookUp.test('const value = sent?.[name];')).toBe(true);
    expect(lookUp.test('walk.info.fragments[node.name.value]')).toBe(true);
    expect(found.filter((line) => !safe.some((pattern) => pattern.test(line)))).toEqual([]);
  });

  it('writes to no console', () => {
    expect(SOURCES.flatMap((source) => lines(source, /\bconsole\.\w+\(/))).toEqual([]);
  });
});

/** The bodies of `it(…)` and `test(…)`, as far as the next one. */
const cases = ({ text }: Source): string[] => text.split(/^\s*(?=(?:it|test)(?:\.\w+)*[(<`])/m).slice(1);

const HEAD = /^(?:export )?(?:async )?(?:const|function\*?|class) (\w+)/;

/** The functions of a file, each with its own text. */
const functionsOf = ({ text }: Source): [name: string, body: string][] =>
  text.split(/^(?=\w)/m).flatMap((piece) => {
    const name = HEAD.exec(piece)?.[1];
    return name === undefined ? [] : [[name, piece]];
  });

/** Names that a file has from other files of the project, with where from. */
const importedNames = (source: Source): [name: string, from: string][] =>
  [...source.text.matchAll(/import\s*{([^}]*)}\s*from\s*'(\.[^']+)'/g)].flatMap(
    ([, names = '', from = '']) => {
      const { path } = source;
      const to = importsOf({ path, text: `import '${from}';` })[0]?.to ?? '';
      return names.split(',').map((name): [string, string] => [name.replace('type ', '').trim(), to]);
    },
  );

/** Tells of a piece of a test file whether it asserts, directly or through functions below test/. */
const assertionsBelow = (folder: string) => {
  const files = sourcesBelow(folder);
  const homes = new Map(
    files.map((source) => [
      source.path,
      new Map([
        ...importedNames(source),
        ...functionsOf(source).map(([name]) => [name, source.path] as const),
      ]),
    ]),
  );
  const asserting = new Set<string>();
  const asserts = (path: string, body: string): boolean =>
    [...body.matchAll(/\b(\w+)\s*[.(<,)]/g)].some(
      ([, name = '']) =>
        ['expect', 'expectTypeOf', 'assert'].includes(name) ||
        asserting.has(`${homes.get(path)?.get(name)}#${name}`),
    );
  for (let before = -1; before !== asserting.size; ) {
    before = asserting.size;
    for (const source of files)
      for (const [name, body] of functionsOf(source))
        if (asserts(source.path, body.slice(name.length + 6))) asserting.add(`${source.path}#${name}`);
  }
  return asserts;
};

describe('every test', () => {
  it('is found', () => {
    expect(TESTS.length).toBeGreaterThan(30);
  });

  it('runs: none is skipped, alone or still to be written', () => {
    // Whether there is a Redis is for the machine to say, and is said aloud; nothing else may decide.
    const pattern = /\b(?:it|test|describe)(?:\.\w+)*\.(?:skip|only|todo|fails)\b|\b[xf](?:it|describe)\(/;
    const skipped = TESTS.filter(({ path }) => !path.startsWith('test/architecture/')).flatMap((source) =>
      lines(source, pattern),
    );
    expect(skipped).toEqual([]);
  });

  it('asserts something', () => {
    const asserts = assertionsBelow('test');
    expect(asserts('test/architecture/text.test.ts', 'await startService(); ids.map(same);')).toBe(false);
    const silent = TESTS.flatMap((source) =>
      cases(source)
        .filter((body) => !asserts(source.path, body))
        .map((body) => `${source.path}: ${body.split('\n')[0]?.trim()}`),
    );
    expect(silent).toEqual([]);
  });
});
