import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Config } from '../../src/config/config.js';
import { readConfig } from '../../src/config/read-config.js';
import { authenticate } from '../../src/http/authenticate.js';
import { LiveSecrets, rotateSecrets } from '../../src/rotation.js';
import { createLogger } from '../../src/telemetry/logger.js';
import { SecretValues } from '../../src/telemetry/secret-values.js';

const keyed = (name: string, key: string): string =>
  `${name}:${createHash('sha256').update(key).digest('hex')}`;
const config = (env: Record<string, string>): Config =>
  readConfig({
    GETTY_API_KEY: 'key-1',
    GETTY_API_SECRET: 'secret-1',
    SERVICE_ACCOUNT_ACCESS: 'keys',
    ...env,
  });

const before = config({ CLIENT_KEYS: keyed('web', 'old') });
const opened = () => {
  const secrets = new SecretValues();
  const live = new LiveSecrets(before, secrets);
  const lines: string[] = [];
  const logger = createLogger('info', { write: (line) => void lines.push(line) }, secrets);
  let signIns = 0;
  const rotate = (read: () => Config) =>
    rotateSecrets(live, read, logger, () => {
      signIns += 1;
    });
  const knows = (key: string): string => {
    try {
      return authenticate({ 'x-client-key': key }, live.access()).principal;
    } catch {
      return 'refused';
    }
  };
  return { live, rotate, knows, lines, secrets, signIns: () => signIns };
};

describe('rotated secrets', () => {
  it('a client’s old and new key are accepted until the old one is removed', () => {
    const { rotate, knows } = opened();
    expect(['old', 'new'].map(knows)).toEqual(['client:web', 'refused']);
    rotate(() => config({ CLIENT_KEYS: `${keyed('web', 'old')},${keyed('web', 'new')}` }));
    expect(['old', 'new'].map(knows)).toEqual(['client:web', 'client:web']);
    rotate(() => config({ CLIENT_KEYS: keyed('web', 'new') }));
    expect(['old', 'new'].map(knows)).toEqual(['refused', 'client:web']);
  });

  it('a new API key signs in again, and the old one stays redacted', () => {
    const { live, rotate, secrets, signIns } = opened();
    rotate(() => config({ CLIENT_KEYS: keyed('web', 'old') }));
    expect(signIns()).toBe(0);
    rotate(() =>
      config({ GETTY_API_KEY: 'key-2', GETTY_API_SECRET: 'secret-2', CLIENT_KEYS: keyed('web', 'old') }),
    );
    expect(live.credentials()?.apiKey.reveal()).toBe('key-2');
    expect(signIns()).toBe(1);
    expect(secrets.redact('key-2 secret-2')).toBe('[redacted] [redacted]');
  });

  it('invalid settings change nothing and are logged without values', () => {
    const { rotate, knows, lines, signIns } = opened();
    rotate(() => config({ CLIENT_KEYS: 'web:not-a-hash' }));
    expect([knows('old'), signIns()]).toEqual(['client:web', 0]);
    expect(lines.join('')).toMatch(/secrets not read anew/);
    expect(lines.join('')).not.toMatch(/not-a-hash/);
  });
});
