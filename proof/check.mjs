#!/usr/bin/env node
/**
 * Runs proof/key.pml through Spin: the model must hold, and every guard that is removed must be missed. Needs `spin` and
 * `gcc`. Ends with status 1 where a result is not the expected one. About a minute on one core.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const model = fileURLToPath(new URL('key.pml', import.meta.url));
const MUTANTS = ['NO_LEASE', 'NO_FENCE', 'NO_COUNTING', 'NO_CERTAINTY', 'NO_SETTLE'];
let unexpected = 0;

/** Exhausts the model with some macros defined; says how many states there were and whether an assertion failed. */
function exhaust(name, macros, expected) {
  const folder = mkdtempSync(join(tmpdir(), 'getty-graphql-proof-'));
  try {
    execFileSync('spin', ['-a', ...macros.map((macro) => `-D${macro}`), model], { cwd: folder });
    execFileSync('gcc', ['-O2', '-w', '-DSAFETY', '-DCOLLAPSE', '-o', 'pan', 'pan.c'], { cwd: folder });
    const { stdout } = spawnSync('./pan', ['-m100000', '-w24'], {
      cwd: folder,
      encoding: 'utf8',
      timeout: 110_000,
    });
    const errors = /errors: (\d+)/.exec(stdout)?.[1] ?? 'not finished';
    const states = Number(/(\d+) states, stored/.exec(stdout)?.[1] ?? 0).toLocaleString('en');
    const cut = /max search depth too small/.test(stdout) ? ', depth cut off' : '';
    const found = errors === '0' && cut === '' ? 'holds' : errors === '1' ? 'violated' : errors + cut;
    const mark = found === expected ? 'as expected' : `EXPECTED ${expected}`;
    if (found !== expected) unexpected += 1;
    process.stdout.write(`${name.padEnd(14)} ${found.padEnd(9)} ${states.padStart(10)} states  ${mark}\n`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

exhaust('model', [], 'holds');
for (const mutant of MUTANTS) exhaust(mutant, [mutant], 'violated');
// Known limit, see README.md: it must not hold by accident either.
exhaust('STORE_LOSSES=1', ['STORE_LOSSES=1'], 'violated');
process.exit(unexpected === 0 ? 0 : 1);
