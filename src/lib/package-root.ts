import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * The path of a folder of this project, found from this file upwards: the compiled files lie one level deeper than
 * the written ones. `null` where it was not shipped.
 */
export function findInPackage(path: string, from: string = fileURLToPath(import.meta.url)): string | null {
  for (let folder = dirname(from); folder !== dirname(folder); folder = dirname(folder)) {
    const candidate = join(folder, path);
    if (existsSync(join(folder, 'package.json'))) return existsSync(candidate) ? candidate : null;
  }
  return null;
}
