import { execFile } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { ConcreteRequest, ReaderFragment } from 'relay-runtime';

const run = promisify(execFile);
const require = createRequire(import.meta.url);
const here = new URL('.', import.meta.url).pathname;
const root = new URL('../../../', import.meta.url).pathname;

/** What Relay's compiler made of `operations.ts`. */
export interface Compiled {
  request(name: string): ConcreteRequest;
  fragment(name: string): ReaderFragment;
  /** Where it wrote ids and texts, when it was asked to take the texts out. */
  readonly manifest: string;
  remove(): Promise<void>;
}

/**
 * Compiles `operations.ts` with the settings of docs/clients/web.md, in a folder of its own.
 * @throws Error with what the compiler says about it
 */
export async function compileRelay(config: Readonly<Record<string, unknown>>): Promise<Compiled> {
  const folder = await mkdtemp(join(tmpdir(), 'relay-'));
  await mkdir(join(folder, 'src/__generated__'), { recursive: true });
  await copyFile(join(root, 'schema/schema.graphql'), join(folder, 'schema.graphql'));
  const isTyped = config['language'] === 'typescript';
  await copyFile(
    join(here, 'operations.ts'),
    join(folder, isTyped ? 'src/operations.ts' : 'src/operations.js'),
  );
  await writeFile(join(folder, 'relay.config.json'), JSON.stringify({ ...config, eagerEsModules: false }));
  const manifest = join(folder, 'persisted-operations.json');
  await writeFile(manifest, '{}');
  const compiler: string | null = require('relay-compiler');
  if (compiler === null) throw new Error('relay-compiler has no binary for this platform');
  await run(compiler, ['relay.config.json'], { cwd: folder }).catch((error: { stderr: string }) => {
    throw new Error(error.stderr);
  });
  const load = (name: string): unknown => require(join(folder, `src/__generated__/${name}.graphql.js`));
  return {
    request: (name) => load(name) as ConcreteRequest,
    fragment: (name) => load(name) as ReaderFragment,
    manifest,
    remove: () => rm(folder, { recursive: true }),
  };
}

/** The first block of JSON in a page that holds this text. */
export async function jsonIn(page: string, text: string): Promise<Record<string, unknown>> {
  const content = await readFile(join(root, page), 'utf8');
  const block = [...content.matchAll(/```json\n(.*?)```/gs)].find(([, json]) => json?.includes(text));
  if (block?.[1] === undefined) throw new Error(`${page} has no JSON with ${text}`);
  return JSON.parse(block[1]);
}
