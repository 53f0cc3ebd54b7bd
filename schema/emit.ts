/**
 * `npm run schema` writes the schema as text; `npm run schema -- --check` only tells, by exit status 1, that the
 * text is not what the classes say.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { buildGraphSchema } from './build.js';
import { printGraphSchema } from './print.js';

// One text under two names: Apollo's mobile code generators look for `.graphqls`. npm runs scripts in the package's root.
const files = ['schema/schema.graphql', 'schema/schema.graphqls'];

/** What stands in the file, or nothing when there is no file yet. */
function read(file: string): string {
  try {
    return readFileSync(resolve(file), 'utf8');
  } catch {
    return '';
  }
}

/** Says where two texts first differ, so that the message alone tells what was forgotten. */
function firstDifference(written: string, wanted: string): string {
  const [old, fresh] = [written.split('\n'), wanted.split('\n')];
  const line = fresh.findIndex((text, index) => text !== old[index]);
  const at = line === -1 ? fresh.length : line;
  return `line ${at + 1}:\n  in the file:  ${old[at] ?? '(nothing)'}\n  in the code:  ${fresh[at] ?? '(nothing)'}`;
}

const text = printGraphSchema(buildGraphSchema());
for (const file of files) {
  const written = read(file);
  if (written === text) continue;
  if (process.argv.includes('--check')) {
    process.stderr.write(
      `${file} is out of date at ${firstDifference(written, text)}\nRun \`npm run schema\` and commit the result.\n`,
    );
    process.exitCode = 1;
  } else {
    writeFileSync(resolve(file), text);
    process.stdout.write(`${file} written.\n`);
  }
}
