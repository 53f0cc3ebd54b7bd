#!/usr/bin/env node
/**
 * Follows docs/clients/web.md from an empty folder: runs its install lines, copies the files that it says to copy, and
 * type-checks its code blocks with the packages that came. Needs the npm registry. Prints what it did; exits with 1 when
 * a step fails.
 */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const guide = readFileSync(join(root, 'docs/clients/web.md'), 'utf8');
/** Fenced blocks of some languages, also those that are indented as part of a list. */
const blocks = (languages) =>
  [...guide.matchAll(new RegExp(`^ *\`\`\`(?:${languages})\\n(.*?)^ *\`\`\``, 'gms'))].map(
    ([, code]) => code,
  );

/** Parts of the reader's own app that the blocks mention. */
const own = {
  'app.tsx': 'export const App = () => null;',
  'token.ts': "export const accessToken = async (): Promise<string> => 'token';",
  'globals.d.ts': [
    'declare const authorization: string;',
    "declare const root: import('react-dom/client').Root;",
    'declare const App: () => null;',
    "declare const client: import('@apollo/client').ApolloClient;",
  ].join('\n'),
};

const folder = mkdtempSync(join(tmpdir(), 'getty-graphql-web-guide-'));
const run = (command, args) =>
  execFileSync(command, args, { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] });
try {
  writeFileSync(
    join(folder, 'package.json'),
    '{ "name": "follows-the-guide", "private": true, "type": "module" }',
  );
  const lines = blocks('sh').flatMap((code) => code.split(/\n|&&/));
  const installs = lines.map((line) => line.trim()).filter((line) => line.startsWith('npm install '));
  for (const line of [
    ...installs,
    'npm install --save-dev typescript @types/react @types/react-dom @types/react-relay',
  ]) {
    run('npm', [...line.split(/\s+/).slice(1), '--no-audit', '--no-fund', '--loglevel=error']);
  }
  const source = join(folder, 'src');
  mkdirSync(join(source, 'generated'), { recursive: true });
  cpSync(join(root, 'docs/clients/web'), source, { recursive: true });
  cpSync(join(root, 'test/clients/generated/graphql.ts'), join(source, 'generated/graphql.ts'));
  for (const [file, text] of Object.entries(own)) writeFileSync(join(source, file), text);
  const code = blocks('tsx?');
  for (const [index, block] of code.entries()) writeFileSync(join(source, `block-${index}.tsx`), block);
  const options = {
    strict: true,
    noEmit: true,
    jsx: 'react-jsx',
    module: 'ESNext',
    moduleResolution: 'bundler',
  };
  const compilerOptions = {
    ...options,
    target: 'ES2022',
    lib: ['ES2022', 'DOM', 'DOM.Iterable'],
    skipLibCheck: true,
  };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['src'] }));
  execFileSync(process.execPath, [join(folder, 'node_modules/typescript/bin/tsc'), '-p', '.'], {
    cwd: folder,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  process.stdout.write(`${installs.length} install lines run, ${code.length} blocks type-checked.\n`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
