import type { Config } from '../config/config.js';
import { sandboxStatus } from './sandbox-check.js';

/** The image that the printed command downloads; the simulator has it, and Getty Images too. */
const assetId = '83454804';

/** Text for the developer who starts the service: its address, the Getty Images it calls, and one command to try. */
export function startupBanner(config: Config, url: string, simulatorUrl: string | null): string {
  const { canConnect, reason } = sandboxStatus(config, url);
  return [
    '',
    `getty-graphql answers at ${url}/graphql`,
    simulatorUrl === null
      ? `It talks to Getty Images at ${config.getty.apiUrl}: downloads are real and counted.`
      : `There are no Getty Images credentials (GETTY_API_KEY, GETTY_API_SECRET), so it talks to a simulator of Getty Images, started at ${simulatorUrl}: nothing here costs anything, and nothing is kept.`,
    '',
    canConnect
      ? `Open ${url}/graphql in a browser: Apollo Sandbox will be able to connect, because ${reason}`
      : `Apollo Sandbox will not be able to connect, because ${reason}`,
    '',
    `Download an image${simulatorUrl === null ? ' (this one counts)' : ''}:`,
    '',
    `  ${sampleDownloadCommand(config, url)}`,
    '',
    'Stop with Ctrl-C.',
    '',
    '',
  ].join('\n');
}

/** One line for any POSIX shell: requests a download, shows the response, and saves the bytes behind the link. */
export function sampleDownloadCommand(config: Config, url: string): string {
  const body = {
    query:
      'mutation($id: ID!) { downloadImage(input: { imageId: $id }) { download { url } userErrors { code message } } }',
    variables: { id: assetId },
  };
  const ask = [
    'curl -sS',
    `${url}/graphql`,
    "-H 'content-type: application/json'",
    ...credentials(config),
    `-d '${JSON.stringify(body)}'`,
  ];
  return `${ask.join(' ')} | tee /dev/stderr | sed -n 's/.*"url":"\\([^"]*\\)".*/\\1/p' | xargs curl -fsSL -o getty-${assetId}.jpg`;
}

function credentials({ access }: Config): readonly string[] {
  switch (access.serviceAccount) {
    case 'open':
      return [];
    case 'keys':
      return ["-H 'x-client-key: <your client key>'"];
    case 'off':
      return ["-H 'authorization: Bearer <your Getty Images access token>'"];
    default:
      throw access.serviceAccount satisfies never;
  }
}
