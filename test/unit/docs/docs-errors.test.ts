import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ERRORS_PAGE, errorsPage } from '../../../scripts/docs-errors.js';
import { errorCodes } from '../../../src/errors/catalog.js';
import { v3Codes } from '../../../src/getty/errors/classify-v3.js';
import { v1StatusCodes } from '../../../src/getty/errors/v1-codes.js';
import { ROOT } from '../../architecture/sources.js';

describe('docs/errors.md', () => {
  it('docs/errors.md is up to date (npm run docs:errors)', () => {
    expect(readFileSync(join(ROOT, ERRORS_PAGE), 'utf8')).toBe(errorsPage());
  });

  it('docs/errors.md has every code of the catalog and every code of Getty Images', () => {
    const page = errorsPage();
    for (const code of errorCodes) expect(page).toContain(`\n| \`${code}\` |`);
    for (const code of [...v3Codes.keys(), ...v1StatusCodes.keys()]) expect(page).toContain(`\`${code}\``);
  });
});
