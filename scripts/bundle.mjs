#!/usr/bin/env node
/**
 * Bundles the built service and the packages it uses into a few files, and replaces `dist/src/main.js`: reading fifteen
 * hundred small files is more than half of a start. Parts that not every start needs (compiler, Redis) stay in files of
 * their own. `dist/src/doctor.js` is a second entry, which shares them.
 */
import { writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';

const folder = fileURLToPath(new URL('../dist/src', import.meta.url));
const built = dirname(folder);

/** Keeps `import.meta.dirname` of a bundled file as it was before bundling. */
const keepPlaces = {
  name: 'keep-places',
  transform(code, id) {
    if (!id.startsWith(built) || !code.includes('import.meta.url')) return null;
    const place = `new URL('./${relative(folder, id)}', import.meta.url).href`;
    return code.replaceAll('import.meta.url', place);
  },
};

/**
 * Escapes characters outside Latin-1: V8 holds the source text in memory, with two bytes for each character as soon as one
 * is not Latin-1. They occur in strings and patterns only, where an escape means the same.
 */
const oneByteEach = (code) =>
  code.replace(
    /[\u0100-\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );

const bundle = await rolldown({
  input: {
    main: join(folder, 'main.js'),
    doctor: join(folder, 'cli', 'doctor.js'),
    ledger: join(folder, 'cli', 'ledger.js'),
  },
  platform: 'node',
  plugins: [keepPlaces],
  // The simulator is a package of its own, which a production installation does not have.
  external: ['getty-images-simulator'],
  // Optional peers of packages: not installed, and reported by the package itself where they are needed.
  logLevel: 'silent',
});
const { output } = await bundle.write({
  dir: folder,
  format: 'esm',
  keepNames: true,
  // Drop comments; keep lines and names, so that stacks can be read.
  comments: false,
  entryFileNames: '[name].js',
  // All in one folder: places are told relative to it.
  chunkFileNames: 'part-[name]-[hash].js',
});
await bundle.close();
for (const { type, fileName, code } of output)
  if (type === 'chunk') writeFileSync(join(folder, fileName), oneByteEach(code));
