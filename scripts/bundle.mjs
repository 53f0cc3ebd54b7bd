#!/usr/bin/env node
/**
 * Puts the built service and the packages it uses into one file, which takes the place of `dist/src/main.js`: reading
 * fifteen hundred small files is more than half of a start. What is not always wanted (compiler, Redis)
 * stays in files of its own beside it.
 */
import { writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';

const folder = fileURLToPath(new URL('../dist/src', import.meta.url));
const built = dirname(folder);

/** A file that asks where it lies is told where it lay. */
const keepPlaces = {
  name: 'keep-places',
  transform(code, id) {
    if (!id.startsWith(built) || !code.includes('import.meta.url')) return null;
    const place = `new URL('./${relative(folder, id)}', import.meta.url).href`;
    return code.replaceAll('import.meta.url', place);
  },
};

/**
 * V8 keeps the text of what it runs, two bytes a character as soon as one is not Latin-1. Those few stand in texts and
 * patterns, where an escape means the same.
 */
const oneByteEach = (code) =>
  code.replace(
    /[\u0100-\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );

const bundle = await rolldown({
  input: { main: join(folder, 'main.js'), ledger: join(folder, 'cli/ledger.js') },
  platform: 'node',
  plugins: [keepPlaces],
  // A package of its own, which a production installation does not have.
  external: ['getty-images-simulator'],
  // Packages ask for others that are not installed, and say so themselves where those are wanted.
  logLevel: 'silent',
});
const { output } = await bundle.write({
  dir: folder,
  format: 'esm',
  keepNames: true,
  // Those stay in the sources; lines and names stay here, for whoever reads a stack.
  comments: false,
  entryFileNames: '[name].js',
  // All in one folder: places are told relative to it.
  chunkFileNames: 'part-[name]-[hash].js',
});
await bundle.close();
for (const { type, fileName, code } of output)
  if (type === 'chunk') writeFileSync(join(folder, fileName), oneByteEach(code));
