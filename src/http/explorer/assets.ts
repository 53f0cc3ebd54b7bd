import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * The files GraphiQL is made of. Version 3 is the last that is published ready for browsers; later ones need a bundler.
 * They are development dependencies: the build copies them, so that a production install carries none of it.
 */
export const assets = {
  'react.js': { from: 'react/umd/react.production.min.js', type: 'text/javascript; charset=utf-8' },
  'react-dom.js': {
    from: 'react-dom/umd/react-dom.production.min.js',
    type: 'text/javascript; charset=utf-8',
  },
  'graphiql.js': { from: 'graphiql/graphiql.min.js', type: 'text/javascript; charset=utf-8' },
  'graphiql.css': { from: 'graphiql/graphiql.min.css', type: 'text/css; charset=utf-8' },
} as const;

/** The name of an asset, as it stands in an address. */
export type AssetName = keyof typeof assets;

/** Whether a name from an address is one of an asset. */
export const isAsset = (name: string): name is AssetName => Object.hasOwn(assets, name);

/** Where the build puts the files: beside this one. */
export const builtFolder = join(dirname(fileURLToPath(import.meta.url)), 'assets');

/** Where a file comes from, in the packages of a development install. */
export function packagedFile(name: AssetName): string {
  const [folder = '', ...path] = assets[name].from.split('/');
  const manifest = createRequire(import.meta.url).resolve(`${folder}/package.json`);
  return join(dirname(manifest), ...path);
}

/**
 * Reads an asset: as it was built, else from its package.
 * @throws Error when it is in neither place
 */
export async function readAsset(name: AssetName): Promise<Buffer> {
  try {
    return await readFile(join(builtFolder, name));
  } catch {
    return readFile(packagedFile(name));
  }
}
