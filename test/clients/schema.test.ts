import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ESLint } from 'eslint';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = new URL('../../', import.meta.url).pathname;
const sdl = await readFile(join(root, 'schema/schema.graphql'), 'utf8');

/** Changes the schema as a mistake might. Throws when the text to change is gone. */
function changed(from: string | RegExp, to: string): string {
  const text = sdl.replace(from, to);
  if (text === sdl) throw new Error(`${from} is not in the schema`);
  return text;
}

describe('the rules for the schema (npm run lint:schema)', () => {
  const eslint = (schema: string) =>
    new ESLint({
      cwd: root,
      overrideConfigFile: 'schema/graphql.eslint.config.mjs',
      overrideConfig: {
        files: ['**/*.graphql'],
        languageOptions: { parserOptions: { graphQLConfig: { schema } } },
      },
    });

  async function findings(text: string): Promise<string[]> {
    const results = await eslint(text).lintText(text, { filePath: 'schema/schema.graphql' });
    return results.flatMap(({ messages }) => messages.map(({ ruleId, message }) => ruleId ?? message));
  }

  it('find nothing', async () => {
    expect(await findings(sdl)).toEqual([]);
  });

  it.each([
    ['a field without description', changed('"""Name of the product."""\n', ''), 'require-description'],
    ['an enum value without', changed('"""The most recently added first."""\n', ''), 'require-description'],
    [
      'a type without id',
      `${changed('type Query {', 'type Query {\n"""One."""\nthing: Thing')}\n"""A thing."""\ntype Thing {\n"""Its name."""\nname: String\n}\n`,
      'strict-id-in-types',
    ],
    [
      'a connection without pageInfo',
      changed(/"""Where this page lies."""\n {2}pageInfo: PageInfo!/, ''),
      'relay-connection-types',
    ],
    [
      'a type that nothing leads to',
      `${sdl}\n"""A thing."""\ntype Thing {\n"""Its id."""\nid: ID!\n}\n`,
      'no-unreachable-types',
    ],
  ])('see %s', async (_what, text, rule) => {
    expect(await findings(text)).toContain(`@graphql-eslint/${rule}`);
  });
});

describe('what was released', () => {
  const run = promisify(execFile);
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'schema-diff-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  async function diff(text: string, ...args: string[]): Promise<{ status: number; said: string }> {
    const file = join(folder, 'schema.graphql');
    await writeFile(file, text);
    const command = [join(root, 'scripts/schema-diff.mjs'), '--schema', file, ...args];
    return run(process.execPath, command, { cwd: root }).then(
      ({ stdout }) => ({ status: 0, said: stdout }),
      (error: { code: number; stdout: string }) => ({ status: error.code, said: error.stdout }),
    );
  }

  it('is not broken by the present schema (npm run schema:diff)', async () => {
    const { status, said } = await diff(sdl);
    expect(status, said).toBe(0);
  });

  it('is guarded: a break fails and says how to go about it', async () => {
    const { status, said } = await diff(changed(/.*Name of the agreement it.*\n.*\n/, ''));
    expect(status).toBe(1);
    expect(said).toMatch(/Breaks apps.*ProductOffering\.agreementName.*schema:release/s);
  });

  it('may grow', async () => {
    const { status, said } = await diff(
      changed('enum ImageFamily {', 'enum ImageFamily {\n"""Drawn by nobody."""\nGENERATED'),
    );
    expect(status).toBe(0);
    expect(said).toMatch(/May surprise.*ImageFamily\.GENERATED/s);
  });

  it('is what the next release compares with', async () => {
    const released = join(folder, 'released.graphql');
    await writeFile(released, 'type Query { old: Int }');
    const refused = await diff(sdl, '--released', released, '--release');
    expect(refused.status).toBe(1);
    await diff(sdl, '--released', released, '--release', '--with-breaking-changes');
    expect((await diff(sdl, '--released', released)).said).toBe('The schema is as it was released.\n');
  });
});
