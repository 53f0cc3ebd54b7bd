/**
 * Fails when a page of the built site links to a page or an anchor that is not there. VitePress checks the files in
 * `docs/`, not the addresses that they get.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const site = join(import.meta.dirname, '.vitepress/dist');
const pages = new Map(
  readdirSync(site, { recursive: true })
    .filter((file) => file.endsWith('.html') && file !== '404.html')
    .map((file) => [`/${file.replace(/(?:index)?\.html$/, '')}`, readFileSync(join(site, file), 'utf8')]),
);
const problems = [];
for (const [address, html] of pages) {
  for (const [, href] of html.matchAll(/<a\b[^>]*?\bhref="([^"]+)"/g)) {
    const { origin, pathname, hash } = new URL(href.replaceAll('&amp;', '&'), `http://site${address}`);
    if (origin !== 'http://site') continue;
    const target = pages.get(decodeURIComponent(pathname));
    const anchor = decodeURIComponent(hash.slice(1));
    if (target === undefined) {
      if (!existsSync(join(site, pathname))) problems.push(`${address}: no page ${href}`);
    } else if (anchor !== '' && !target.includes(`id="${anchor}"`))
      problems.push(`${address}: no anchor ${href}`);
  }
}
if (problems.length > 0) {
  process.stderr.write(`${[...new Set(problems)].join('\n')}\n`);
  process.exit(1);
}
process.stdout.write(`${pages.size} pages, every link leads somewhere.\n`);
