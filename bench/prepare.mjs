import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Builds the service and the bench, and installs the servers for comparison where they are missing. */
const path = (relative) => fileURLToPath(new URL(relative, import.meta.url));
const run = (command, ...args) => execFileSync(command, args, { cwd: path('..'), stdio: 'inherit' });

for (const folder of ['.', 'hive']) {
  if (existsSync(path(`${folder}/node_modules`))) continue;
  try {
    run('npm', 'ci', '--prefix', path(folder), '--no-audit', '--no-fund', '--silent');
  } catch (error) {
    // The gateway is optional: the other servers can be measured without it.
    if (folder === '.') throw error;
    process.stderr.write('Hive Gateway could not be installed and is left out.\n');
  }
}
run('npm', 'run', '--silent', 'build');
run(process.execPath, path('../node_modules/typescript/bin/tsc'), '-p', 'bench/tsconfig.json');
