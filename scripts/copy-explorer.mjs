/** Puts the explorer's files beside the compiled code, so that it can be served without its packages being installed. */
import { copyFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { assets, builtFolder, packagedFile } from '../dist/src/http/explorer/assets.js';

mkdirSync(builtFolder, { recursive: true });
for (const name of Object.keys(assets)) copyFileSync(packagedFile(name), join(builtFolder, name));
