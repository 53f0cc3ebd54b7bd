/**
 * Puts the built simulator and the packages it uses into `dist/index.js`, `dist/main.js` and a file that both share, so
 * that it starts quickly and what is built needs no package beside it.
 */
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';

const dist = fileURLToPath(new URL('dist', import.meta.url));
const bundle = await rolldown({
  input: { index: `${dist}/index.js`, main: `${dist}/main.js` },
  platform: 'node',
});
await bundle.write({ dir: dist, format: 'esm', keepNames: true, chunkFileNames: 'part-[name].js' });
await bundle.close();
