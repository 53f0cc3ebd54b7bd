/** Copies the explorer's files next to the compiled code, so that they are served without its packages installed. */
import { copyFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { assets, builtFolder, packagedFile } from '../dist/src/http/explorer/assets.js';

mkdirSync(builtFolder, { recursive: true });
for (const name of Object.keys(assets)) copyFileSync(packagedFile(name), join(builtFolder, name));
