import type { Config } from '../config/config.js';
import { Secret } from '../config/secret.js';

/** The simulator of Getty Images that this process started. */
export interface RunningSimulator {
  readonly url: string;
  /** The settings that point to it. */
  readonly config: Config;
  /** The same as environment variables, for worker processes. */
  readonly env: Readonly<Record<string, string>>;
  close(): Promise<void>;
}

/** There are no credentials, and the simulator that would take their place is not installed or not built. */
export class SimulatorMissingError extends Error {
  override readonly name = 'SimulatorMissingError';

  constructor(options: ErrorOptions) {
    super(
      'There are no Getty Images credentials, and the simulator that stands in for Getty Images (the package ' +
        'getty-images-simulator) is not installed here. Set GETTY_API_KEY and GETTY_API_SECRET, or install the ' +
        'development dependencies and build: npm ci && npm run build.',
      options,
    );
  }
}

type Load = () => Promise<typeof import('getty-images-simulator')>;

// Imported on demand: a production installation has credentials and no simulator.
const loadSimulator: Load = () => import('getty-images-simulator');

/**
 * Starts the simulator where there are no credentials; `null` where there are.
 *
 * @throws SimulatorMissingError where the simulator is needed and its package cannot be found
 */
export async function startSimulatorIfNeeded(
  config: Config,
  load: Load = loadSimulator,
): Promise<RunningSimulator | null> {
  if (config.getty.credentials !== null) return null;
  const { startSimulator } = await load().catch((cause: unknown) => {
    if (isModuleNotFound(cause)) throw new SimulatorMissingError({ cause });
    throw cause;
  });
  const { url, apiKey, apiSecret, close } = await startSimulator({ port: 0 });
  const credentials = { apiKey: new Secret(apiKey), apiSecret: new Secret(apiSecret) };
  const getty = { ...config.getty, credentials, apiUrl: url, authUrl: url, connectUrl: url };
  return {
    url,
    config: Object.freeze({ ...config, getty: Object.freeze(getty) }),
    env: {
      GETTY_API_KEY: apiKey,
      GETTY_API_SECRET: apiSecret,
      GETTY_API_URL: url,
      GETTY_AUTH_URL: url,
      GETTY_CONNECT_URL: url,
    },
    close,
  };
}

function isModuleNotFound(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND';
}
