/**
 * Exhausts the model in `key.pml` with Spin, and shows that each of its guards is needed.
 *
 *   node proof/check.mjs            the bounded configurations and every mutant, about a minute
 *   node proof/check.mjs --long     the large configurations as well (up to an hour and 12 GB)
 *
 * Needs `spin` and `gcc` (Debian: `apt-get install spin gcc`). Exits with 1 when a configuration has an error, a mutant
 * has none, or a search was cut short.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Bounds of a search; see the head of `key.pml`. */
const bounds = (REPLICAS, CALLS, CALLS_OF_OTHER, CRASHES, FAILOVERS, FOREIGN) => ({
  REPLICAS,
  CALLS,
  CALLS_OF_OTHER,
  CRASHES,
  FAILOVERS,
  FOREIGN,
});

const bounded = [
  { name: 'two replicas, a client that repeats, a crash', bounds: bounds(2, 2, 1, 1, 0, 0) },
  { name: 'two replicas, a failover or an empty restart', bounds: bounds(2, 1, 1, 1, 1, 0) },
  {
    name: 'two replicas, a single Redis that forgets its last write',
    bounds: { ...bounds(2, 2, 0, 1, 1, 0), SINGLE_REDIS: 1 },
  },
  { name: 'two replicas, a download made elsewhere', bounds: bounds(2, 1, 1, 1, 0, 1) },
];
const large = [
  { name: 'three replicas, both clients repeat', bounds: bounds(3, 2, 2, 0, 0, 0) },
  { name: 'three replicas, a client that repeats, a crash', bounds: bounds(3, 2, 1, 1, 0, 0) },
  { name: 'two replicas, a repeat, a crash, a failover', bounds: bounds(2, 2, 1, 1, 1, 0) },
  { name: 'two replicas, a repeat, a failover, a foreign download', bounds: bounds(2, 2, 1, 0, 1, 1) },
];

/** A guard taken out, and the smallest bounds in which that costs somebody money or tells them something untrue. */
const mutants = [
  {
    define: 'NO_FENCE',
    what: 'a claim that was taken over may still mark and send',
    bounds: bounds(2, 2, 0, 1, 0, 0),
  },
  {
    define: 'NO_SETTLING',
    what: 'sent again before the settling time is over',
    bounds: bounds(2, 2, 0, 0, 0, 0),
  },
  {
    define: 'NO_CERTAINTY',
    what: 'a row that may be this key’s is given to a link whose row is not shown yet',
    bounds: bounds(2, 2, 1, 0, 0, 0),
  },
  {
    define: 'NO_CLOCK_BEFORE_HISTORY',
    what: 'the settling time is looked at after the history was read',
    bounds: bounds(2, 2, 0, 0, 0, 0),
  },
  {
    define: 'NO_SECOND_LEDGER_READ',
    what: 'the ledger is read before the history only',
    bounds: bounds(2, 2, 1, 0, 0, 0),
  },
  {
    define: 'NO_OPEN_KEYS',
    what: 'another unresolved key of the asset is not counted',
    bounds: bounds(2, 2, 1, 0, 0, 0),
  },
  {
    define: 'NO_ASSET_LOCK',
    what: 'two keys of one asset are reconciled at once',
    bounds: bounds(2, 2, 1, 0, 0, 0),
  },
  { define: 'NO_EPOCH', what: 'a key that Redis forgot is taken for new', bounds: bounds(2, 2, 0, 0, 1, 0) },
  {
    define: 'NO_EPOCH_IN_CLAIM',
    what: 'a claim from before the change of the epoch may still mark and send',
    bounds: { ...bounds(2, 2, 0, 1, 1, 0), SINGLE_REDIS: 1 },
  },
];

/**
 * Compiles and runs one search. @returns {{ errors: number, states: number, seconds: number, isComplete: boolean }}
 */
function search(limits, define, timeoutSeconds, memoryMb) {
  const folder = mkdtempSync(join(tmpdir(), 'proof-'));
  try {
    copyFileSync(join(import.meta.dirname, 'key.pml'), join(folder, 'key.pml'));
    const defines = Object.entries(limits).map(([name, value]) => `-D${name}=${value}`);
    if (define !== null) defines.push(`-D${define}`);
    execFileSync('spin', ['-a', ...defines, 'key.pml'], { cwd: folder, stdio: 'pipe' });
    execFileSync(
      'gcc',
      ['-O2', '-w', '-DSAFETY', '-DCOLLAPSE', `-DMEMLIM=${memoryMb}`, '-o', 'pan', 'pan.c'],
      {
        cwd: folder,
        stdio: 'pipe',
      },
    );
    const startedAt = Date.now();
    const { stdout, signal } = spawnSync('./pan', ['-m500000'], {
      cwd: folder,
      encoding: 'utf8',
      timeout: timeoutSeconds * 1000,
      maxBuffer: 64 * 1024 * 1024,
    });
    return {
      errors: Number(/errors: (\d+)/.exec(stdout)?.[1] ?? Number.NaN),
      states: Number(/(\d+) states, stored/.exec(stdout)?.[1] ?? Number.NaN),
      seconds: (Date.now() - startedAt) / 1000,
      isComplete:
        signal === null && !/Search not completed|max search depth too small|out of memory/i.test(stdout),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const isLong = process.argv.includes('--long');
let failures = 0;
const print = (isFine, name, { errors, states, seconds }) => {
  if (!isFine) failures += 1;
  const count = Number.isNaN(states) ? '-' : states.toLocaleString('en');
  process.stdout.write(
    `${isFine ? 'ok  ' : 'FAIL'} ${name.padEnd(78)} ${count.padStart(13)} states ${seconds.toFixed(1).padStart(7)} s  errors: ${errors}\n`,
  );
};

for (const { name, bounds: limits } of isLong ? [...bounded, ...large] : bounded) {
  const result = search(limits, null, isLong ? 3600 : 100, isLong ? 12_000 : 3000);
  print(result.errors === 0 && result.isComplete, name, result);
}
for (const { define, what, bounds: limits } of mutants) {
  const result = search(limits, define, 100, 3000);
  print(result.errors > 0, `mutant ${define}: ${what}`, result);
}
process.exitCode = failures === 0 ? 0 : 1;
