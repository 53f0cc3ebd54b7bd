import type { Config } from './config/config.js';
import { ConfigError } from './config/config-error.js';
import { secretsOf } from './config/secrets-of.js';
import type { Logger } from './telemetry/logger.js';
import type { SecretValues } from './telemetry/secret-values.js';

/** Secrets that change while the process runs: client keys, and the key and secret of Getty Images' API. */
export class LiveSecrets {
  #config: Config;

  constructor(
    config: Config,
    private readonly secrets: SecretValues,
  ) {
    this.#config = config;
    secrets.add(secretsOf(config));
  }

  /** Who may use the service's account now. */
  readonly access = (): Config['access'] => this.#config.access;

  /** The API key and secret that calls are made with now. */
  readonly credentials = (): Config['getty']['credentials'] => this.#config.getty.credentials;

  /**
   * Takes the client keys and the API key of a reloaded configuration; everything else stays as at the start. Old
   * values are still redacted.
   * @returns whether the API key or its secret changed
   */
  rotate(next: Config): boolean {
    const { credentials } = next.getty;
    this.secrets.add(secretsOf(next));
    const isOther =
      credentials !== null &&
      (credentials.apiKey.reveal() !== this.#config.getty.credentials?.apiKey.reveal() ||
        credentials.apiSecret.reveal() !== this.#config.getty.credentials?.apiSecret.reveal());
    this.#config = {
      ...this.#config,
      access: next.access,
      getty: { ...this.#config.getty, credentials: credentials ?? this.#config.getty.credentials },
    };
    return isOther;
  }
}

/**
 * Reloads the configuration and takes its secrets. An invalid configuration changes nothing.
 * @param onNewApiKey called when the API key changed, before its next use
 */
export const rotateSecrets = (
  live: LiveSecrets,
  read: () => Config,
  logger: Logger,
  onNewApiKey: () => void,
): void => {
  try {
    const next = read();
    const isNewApiKey = live.rotate(next);
    if (isNewApiKey) onNewApiKey();
    logger.info(
      { clients: [...new Set(next.access.clientKeys.map(({ name }) => name))], isNewApiKey },
      'secrets read anew',
    );
  } catch (error) {
    const reason = error instanceof ConfigError ? error.message : 'the settings cannot be read';
    logger.error({ reason }, 'secrets not read anew; those of before stay in use');
  }
};
