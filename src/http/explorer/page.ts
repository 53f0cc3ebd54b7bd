import { type Example, KEY_PLACEHOLDER } from '../../graphql/examples.js';

/**
 * What the explorer's page may do: run this service's own scripts and call this service, nothing else. GraphiQL's editor
 * sets styles on its elements, and its fonts and icons stand in its stylesheet.
 */
export const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** The page: no inline script or style, so that its policy needs no exception. */
export const page = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>getty-graphql explorer</title>
    <link rel="icon" href="data:,">
    <link rel="stylesheet" href="/explorer/graphiql.css">
    <link rel="stylesheet" href="/explorer/page.css">
  </head>
  <body>
    <div id="explorer">The explorer is loading. It needs JavaScript.</div>
    <script src="/explorer/react.js"></script>
    <script src="/explorer/react-dom.js"></script>
    <script src="/explorer/graphiql.js"></script>
    <script src="/explorer/start.js"></script>
  </body>
</html>
`;

/** GraphiQL fills its container. */
export const pageStyle = `html, body { height: 100%; margin: 0; }
#explorer { height: 100vh; }
`;

/** The script that starts GraphiQL, with a tab for each example. */
export function startScript(examples: readonly Example[]): string {
  const tabs = examples.map(({ document, variables }) => ({
    query: document,
    variables: JSON.stringify(variables, null, 2),
  }));
  return `'use strict';
const tabs = ${JSON.stringify(tabs)};
// Each mutation has keys of its own: sending a tab again repeats its download instead of charging a second one.
for (const tab of tabs)
  tab.variables = tab.variables.replaceAll(${JSON.stringify(KEY_PLACEHOLDER)}, () => newKey());

// crypto.randomUUID exists on https and localhost only.
function newKey() {
  if (typeof crypto.randomUUID === 'function') return crypto.randomUUID();
  const hex = Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0'));
  return hex.join('').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}

const options = {
  fetcher: GraphiQL.createFetcher({ url: '/graphql' }),
  defaultEditorToolsVisibility: true,
  // Headers may hold a token: they are not stored in the browser's storage.
  shouldPersistHeaders: false,
};
if (tabs.length > 0) options.defaultTabs = tabs;
// On the first visit GraphiQL fills in the first tab's query but not its variables; later ones it remembers itself.
if (tabs.length > 0 && !isKnownVisitor()) options.variables = tabs[0].variables;

function isKnownVisitor() {
  try {
    return localStorage.getItem('graphiql:tabState') !== null;
  } catch {
    return false;
  }
}

ReactDOM.createRoot(document.getElementById('explorer')).render(React.createElement(GraphiQL, options));
`;
}
