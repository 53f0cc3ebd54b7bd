/**
 * `npm run schema:diff` compares the schema with the last released one, and fails on changes that would break installed
 * apps. `npm run schema:release` records the current schema as the released one.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { CriticalityLevel, diff } from '@graphql-inspector/core';
import { buildSchema } from 'graphql';

const { values: said } = parseArgs({
  options: {
    schema: { type: 'string', default: 'schema/schema.graphql' },
    released: { type: 'string', default: 'schema/released.graphql' },
    release: { type: 'boolean', default: false },
    'with-breaking-changes': { type: 'boolean', default: false },
  },
});

const { Breaking: breaks, Dangerous: mayBreak, NonBreaking: isSafe } = CriticalityLevel;

const headings = {
  [breaks]: 'Breaks apps in the field:',
  [mayBreak]: 'May surprise apps that have no default branch or default value:',
  [isSafe]: 'New or reworded:',
};

const header = `# The schema as clients in the field know it. \`npm run schema:diff\` holds schema.graphql against it;
# \`npm run schema:release\` writes it. Do not edit by hand.
`;

const howToRelease = `
A released schema only grows. Keep what is there and mark it @deprecated with what to use instead and until when.
Where a break is meant, release it on purpose, say so in the release notes, and give apps a way to update first:
  npm run schema:release -- --with-breaking-changes
`;

const print = (text) => process.stdout.write(text);
const read = (file) => readFileSync(file, 'utf8');

const sdl = read(said.schema);
const changes = await diff(buildSchema(read(said.released)), buildSchema(sdl));
const of = (level) => changes.filter(({ criticality }) => criticality.level === level);

for (const level of [breaks, mayBreak, isSafe]) {
  const lines = of(level).map(({ message, path }) => `  ${path ?? ''}: ${message}\n`);
  if (lines.length > 0) print(`${headings[level]}\n${lines.join('')}`);
}
if (changes.length === 0) print('The schema is as it was released.\n');

const isRefused = of(breaks).length > 0 && !said['with-breaking-changes'];
if (isRefused) {
  print(howToRelease);
  process.exitCode = 1;
} else if (said.release) {
  writeFileSync(said.released, header + sdl.slice(sdl.indexOf('\n') + 1));
  print(`${said.released} written; commit it with the version that is released.\n`);
} else if (changes.length > 0) {
  print('\nNothing breaks. To release it: npm run schema:release\n');
}
