import { describe, expect, it } from 'vitest';
import { type Source, sourcesBelow } from './sources.js';

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

  it('writes to no console', () => {
    expect(SOURCES.flatMap((source) => lines(source, /\bconsole\.\w+\(/))).toEqual([]);
  });
});

/** The bodies of `it(…)` and `test(…)`, as far as the next one. */
const cases = ({ text }: Source): string[] => text.split(/^\s*(?=(?:it|test)(?:\.\w+)*[(<`])/m).slice(1);

const DECLARATION = /^(?:export )?(?:async )?(?:const|function|class) (\w+)/m;

/** The functions of a file, each with its text up to the next. */
const functionsOf = ({ text }: Source): [name: string, body: string][] =>
  text.split(/^(?=(?:export )?(?:async )?(?:const|function|class) \w)/m).flatMap((piece) => {
    const name = DECLARATION.exec(piece)?.[1];
    return name === undefined ? [] : [[name, piece]];
  });

/** Names of everything below test/ that asserts, directly or through others. */
const assertingNames = (): RegExp => {
  const functions = sourcesBelow('test').flatMap(functionsOf);
  const names = new Set(['expect', 'expectTypeOf', 'assert']);
  const pattern = () =>
    new RegExp(`\\b(?:${[...names].join('|')})\\s*[.(<]|,\\s*(?:${[...names].join('|')})\\)`);
  for (let before = 0; before !== names.size; ) {
    before = names.size;
    const asserts = pattern();
    for (const [name, body] of functions) if (asserts.test(body)) names.add(name);
  }
  return pattern();
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
    const asserts = assertingNames();
    const silent = TESTS.flatMap((source) =>
      cases(source)
        .filter((body) => !asserts.test(body))
        .map((body) => `${source.path}: ${body.split('\n')[0]?.trim()}`),
    );
    expect(silent).toEqual([]);
  });
});
