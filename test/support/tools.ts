import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { describe } from 'vitest';

/** Looks for a program in PATH, and in the folders that Debian omits from an ordinary user's PATH. */
export function findTool(name: string): string | null {
  for (const folder of [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/usr/local/sbin']) {
    const file = join(folder, name);
    try {
      accessSync(file, constants.X_OK);
      return file;
    } catch {
      // Not in this folder.
    }
  }
  return null;
}

/**
 * `describe` for tests that need a program that is no npm package. Skipped where it is not installed, saying so in the
 * title, unless `REQUIRE_TOOLS=1` (set by .ci/run) makes its absence a failure.
 */
export function describeWithTool(name: string, title: string, body: (file: string) => void): void {
  const file = findTool(name);
  if (file !== null) {
    describe(title, () => body(file));
    return;
  }
  const why = `${name} is not in PATH`;
  if (process.env.REQUIRE_TOOLS === '1') {
    describe(title, () => {
      throw new Error(`REQUIRE_TOOLS=1, but ${why}.`);
    });
    return;
  }
  process.stderr.write(`${title} SKIPPED: ${why}\n`);
  describe.skip(`${title} (SKIPPED: ${why})`, () => body(name));
}
