import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type DefaultTheme, defineConfig } from 'vitepress';

const docs = join(import.meta.dirname, '..');

/** The first heading of a page, or its `title:`. */
const titleOf = (path: string): string => {
  const text = readFileSync(join(docs, `${path}.md`), 'utf8');
  return /^(?:title:|#) (.+)$/m.exec(text)?.[1] ?? path;
};

const page = (path: string, link = `/${path}`): DefaultTheme.SidebarItem => ({ text: titleOf(path), link });

/** Every page of a folder, by name. */
const pagesIn = (folder: string): DefaultTheme.SidebarItem[] =>
  existsSync(join(docs, folder))
    ? readdirSync(join(docs, folder))
        .filter((file) => file.endsWith('.md'))
        .sort()
        .map((file) => page(`${folder}/${file.slice(0, -3)}`))
    : [];

const optional = (...paths: string[]): DefaultTheme.SidebarItem[] =>
  paths.filter((path) => existsSync(join(docs, `${path}.md`))).map((path) => page(path));

const group = (text: string, folder: string): DefaultTheme.SidebarItem => ({
  text,
  collapsed: true,
  items: pagesIn(folder),
});

const sidebar: DefaultTheme.SidebarItem[] = [
  {
    text: 'Guides',
    items: [
      page('clients/README', '/clients/'),
      ...optional('clients/web', 'clients/ios', 'clients/android'),
    ],
  },
  { text: 'Using it', items: optional('examples', 'errors', 'batching', 'getty-coverage') },
  {
    text: 'Schema',
    items: [
      group('Queries', 'reference/operations/queries'),
      group('Mutations', 'reference/operations/mutations'),
      group('Objects', 'reference/types/objects'),
      group('Inputs', 'reference/types/inputs'),
      group('Enums', 'reference/types/enums'),
      group('Interfaces', 'reference/types/interfaces'),
      group('Scalars', 'reference/types/scalars'),
    ],
  },
  { text: 'Running it', items: optional('operating', 'runbooks', 'performance') },
  { text: 'How it works', items: [...optional('architecture', 'getty-quirks'), group('Decisions', 'adr')] },
];

/** Whether a link stays in the site: a page of `docs/`, an anchor, or another site. Anything else is a file of the repository. */
const staysInSite = (href: string, fromPage: string): boolean => {
  if (/^(?:https?:|mailto:|#|\/)/.test(href)) return true;
  const [path = ''] = href.split('#');
  const target = join(docs, dirname(fromPage), path);
  return target.startsWith(`${docs}/`) && (path.endsWith('.md') || existsSync(`${target}.md`));
};

/** Rewritten pages: their file in `docs/`, and their address in the site. */
const rewrites = { 'clients/README.md': 'clients/index.md' };

/** The address of a link to a rewritten page; VitePress rewrites pages, but not the links to them. */
const addressOf = (href: string, fromPage: string): string => {
  const [path = '', anchor] = href.split('#');
  const source = join(dirname(fromPage), path);
  const target = Object.entries(rewrites).find(([from]) => from === source)?.[1];
  if (path === '' || target === undefined) return href;
  return `/${dirname(target)}/${anchor === undefined ? '' : `#${anchor}`}`;
};

export default defineConfig({
  title: 'getty-graphql',
  description: 'A GraphQL service in front of Getty Images’ REST APIs.',
  cleanUrls: true,
  // None: browsers would ask for /favicon.ico.
  head: [['link', { rel: 'icon', href: 'data:,' }]],
  rewrites,
  srcExclude: ['node_modules/**'],
  markdown: {
    config: (md) => {
      // Links to files of the repository work in a checkout; in the site they are plain text, not dead links.
      const open = md.renderer.rules['link_open'];
      const close = md.renderer.rules['link_close'];
      let isPlain = false;
      md.renderer.rules['link_open'] = (tokens, index, options, env, self) => {
        const href = String(tokens[index]?.attrGet('href') ?? '');
        tokens[index]?.attrSet('href', addressOf(href, String(env.relativePath ?? '')));
        isPlain = !staysInSite(href, String(env.relativePath ?? ''));
        if (isPlain) return '';
        return open?.(tokens, index, options, env, self) ?? self.renderToken(tokens, index, options);
      };
      md.renderer.rules['link_close'] = (tokens, index, options, env, self) => {
        if (isPlain) return '';
        return close?.(tokens, index, options, env, self) ?? self.renderToken(tokens, index, options);
      };
    },
  },
  themeConfig: {
    nav: [
      { text: 'Guides', link: '/clients/' },
      { text: 'Examples', link: '/examples' },
      { text: 'Reference', link: '/reference/reference' },
      { text: 'Operating', link: '/operating' },
    ],
    sidebar,
    // Built into the site: works without a network.
    search: { provider: 'local' },
    outline: [2, 3],
  },
});
