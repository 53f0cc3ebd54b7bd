import { passwordsOf } from '../redis/address.js';
import type { Config } from './config.js';
import { Secret } from './secret.js';

/** Lists the secret values of the settings, for redaction. A Redis URL adds its password as a value of its own. */
export const secretsOf = (config: Config): string[] => {
  const { redisUrl } = config.shared;
  const found: string[] = [];
  const walk = (value: unknown): void => {
    if (value instanceof Secret) found.push(value.reveal());
    else if (typeof value === 'object' && value !== null && !Buffer.isBuffer(value))
      for (const part of Object.values(value)) walk(part);
  };
  walk(config.getty);
  if (redisUrl !== null) {
    const passwords = passwordsOf(redisUrl.reveal());
    // As it stands in the URL as well: it may escape characters that `encodeURIComponent` leaves alone.
    const [, written] = /:\/\/[^/@]*:([^/@]+)@/.exec(redisUrl.reveal()) ?? [];
    found.push(redisUrl.reveal(), ...passwords, ...passwords.map(encodeURIComponent));
    if (written !== undefined) found.push(written);
  }
  return found;
};
