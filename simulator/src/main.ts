import { readCommandLine } from './command-line.js';
import { type Simulator, type SimulatorOptions, startSimulator } from './index.js';

const line = readCommandLine(process.argv.slice(2));
switch (line.kind) {
  case 'help':
    process.stdout.write(line.text);
    break;
  case 'mistake':
    process.stderr.write(`${line.text}\n`);
    process.exitCode = 2;
    break;
  case 'start':
    await run(line.options);
    break;
  default:
    line satisfies never;
}

async function run(options: SimulatorOptions): Promise<void> {
  let simulator: Simulator;
  try {
    simulator = await startSimulator(options);
  } catch (error) {
    process.stderr.write(
      `The simulator could not start: ${error instanceof Error ? error.message : String(error)}\n`,
    );
    process.exitCode = 1;
    return;
  }
  process.stdout.write(welcome(simulator));
  const stop = (): void => {
    simulator.close().then(() => process.stdout.write('Stopped.\n'));
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
}

function welcome({
  url,
  apiKey,
  apiSecret,
  disabledApiKey,
  systemId,
  systemPassword,
  accounts,
}: Simulator): string {
  const users = accounts.filter((account) => account.isUser);
  return [
    `Getty Images, simulated, at ${url}`,
    '',
    `  key ${apiKey}   secret ${apiSecret}   (a key that is switched off: ${disabledApiKey})`,
    `  v1 system id ${systemId}   password ${systemPassword}`,
    '',
    '  user name     password              products',
    ...users.map(({ username, password, products }) => {
      const list = products.map((item) => (item.status === 'active' ? item.type : `${item.type} (ended)`));
      return `  ${username.padEnd(13)} ${password.padEnd(21)} ${list.join(', ') || 'none'}`;
    }),
    '',
    'Try:',
    `  curl -H 'Api-Key: ${apiKey}' '${url}/v3/search/images/creative?phrase=kitties&page_size=3'`,
    `  curl -d 'grant_type=client_credentials&client_id=${apiKey}&client_secret=${apiSecret}' ${url}/oauth2/token`,
    '',
    `Requests, charges, faults and the clock: ${url}/__simulator`,
    '',
  ].join('\n');
}
