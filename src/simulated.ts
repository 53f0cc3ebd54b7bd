import type { Config } from './config/config.js';
import { Secret } from './config/secret.js';

/** A stand-in for Getty Images on this machine. */
export interface Simulated {
  readonly url: string;
  /** The settings that point to it. */
  readonly config: Config;
  /** The same as variables, for other processes. */
  readonly env: Readonly<Record<string, string>>;
  close(): Promise<void>;
}

/** Starts the simulator where there are no credentials; `null` where there are. */
export async function simulateWithoutCredentials(config: Config): Promise<Simulated | null> {
  if (config.getty.credentials !== null) return null;
  // Loaded only here: a production start has no business reading it.
  const { startSimulator } = await import('./simulator/index.js');
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
