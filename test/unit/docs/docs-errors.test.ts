import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ERRORS_PAGE, errorsPage } from '../../../scripts/docs-errors.js';
import { errorCodes } from '../../../src/errors/catalog.js';
import { v3Codes } from '../../../src/getty/errors/classify-v3.js';
import { v1StatusCodes } from '../../../src/getty/errors/v1-codes.js';
import { ROOT } from '../../architecture/sources.js';

describe('the page of errors', () => {
  it('is what the tables say; npm run docs:errors writes it', () => {
    expect(readFileSync(join(ROOT, ERRORS_PAGE), 'utf8')).toBe(errorsPage());
  });

  it('has a row for every code of ours, and names every code of theirs', () => {
    const page = errorsPage();
    for (const code of errorCodes) expect(page).toContain(`\n| \`${code}\` |`);
    for (const code of [...v3Codes.keys(), ...v1StatusCodes.keys()]) expect(page).toContain(`\`${code}\``);
  });
});
