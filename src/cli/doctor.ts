import { parseArgs } from 'node:util';
import { ConfigError } from '../config/config-error.js';
import { loadEnv } from '../config/load-env.js';
import { readConfig } from '../config/read-config.js';
import { secretsOf } from '../config/secrets-of.js';
import { systemClock } from '../lib/clock.js';
import { redactString } from '../telemetry/redact.js';
import { SecretValues } from '../telemetry/secret-values.js';
import { exitStatus, findingsOf, formatJson, formatTable } from './doctor-report.js';
import { examine } from './doctor-run.js';
import { SimulatorMissingError, startSimulatorIfNeeded } from './start-simulator.js';

const USAGE = `Usage: npm run doctor [-- --json]

Examines, with reads alone, what the settings of this service lead to: which hosts of Getty Images answer, what the
credentials may do, which APIs and fields work, Redis, clocks. Reads the same environment and .env as the service.

  --json   findings for scripts, on standard output
  --help   this text

Exit status: 0 nothing has to be done, 1 problems, 2 the examination could not run.
`;

/** Status of an examination that could not run. */
const COULD_NOT_RUN = 2;

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: { json: { type: 'boolean', default: false }, help: { type: 'boolean', default: false } },
  });
  if (values.help) {
    process.stdout.write(USAGE);
    return 0;
  }
  const settings = readConfig(loadEnv());
  const secrets = new SecretValues(secretsOf(settings));
  const simulated = await startSimulatorIfNeeded(settings);
  try {
    const note = findingsOf('configuration')(
      'GETTY_API_KEY',
      'note',
      'is not set: the simulator of Getty Images was examined',
    );
    const found = await examine(simulated?.config ?? settings, systemClock, Math.random);
    const findings = secrets.redactAll(simulated === null ? found : [note, ...found]);
    process.stdout.write(values.json ? formatJson(findings) : formatTable(findings));
    return exitStatus(findings);
  } finally {
    await simulated?.close();
  }
}

/** Why the examination could not run, in a line; a stack would only hide it. */
const reasonOf = (error: unknown): string =>
  error instanceof ConfigError || error instanceof SimulatorMissingError
    ? error.message
    : redactString(error instanceof Error ? error.message : String(error));

main().then(
  (status) => {
    process.exitCode = status;
  },
  (error: unknown) => {
    process.stderr.write(`The examination could not run. ${reasonOf(error)}\n`);
    process.exitCode = COULD_NOT_RUN;
  },
);
