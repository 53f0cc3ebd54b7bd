import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';

const script = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Every fault that axe-core finds in the page as it stands: the rule, and the elements. */
export async function axeFaults(page: Page): Promise<readonly string[]> {
  const isThere = await page.evaluate('typeof axe === "object"');
  if (!isThere) await page.evaluate(script);
  return (await page.evaluate(`
    axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) =>
      violations.map(({ id, help, nodes }) =>
        id + ' (' + help + '): ' + nodes.slice(0, 3).map(({ html, failureSummary }) =>
          html.slice(0, 160) + ' ' + failureSummary.replaceAll('\\n', ' ').slice(0, 240)).join(' | ')))
  `)) as readonly string[];
}
