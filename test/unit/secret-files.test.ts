import { describe, expect, it } from 'vitest';
import { ConfigError } from '../../src/config/config-error.js';
import { readConfig } from '../../src/config/read-config.js';
import { fileSettings, withSecretFiles } from '../../src/config/secret-files.js';

const files: Readonly<Record<string, string>> = {
  '/run/key': 'the-key\n',
  '/run/secret': 'the-secret\r\n',
  '/run/empty': '\n',
  '/run/clients': `web:${'a'.repeat(64)}\nweb:${'b'.repeat(64)}\napp:${'c'.repeat(64)}\n`,
};
const read = (path: string): string => {
  const text = files[path];
  if (text === undefined) throw new Error('ENOENT');
  return text;
};
const problems = (env: Record<string, string>): string => {
  try {
    withSecretFiles(env, read);
    return '';
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
};

describe('NAME_FILE', () => {
  it('NAME_FILE sets NAME to the file’s content without the line end', () => {
    const env = withSecretFiles(
      { GETTY_API_KEY_FILE: '/run/key', GETTY_API_SECRET_FILE: '/run/secret' },
      read,
    );
    expect(env).toMatchObject({ GETTY_API_KEY: 'the-key', GETTY_API_SECRET: 'the-secret' });
    expect(readConfig(env).getty.credentials?.apiKey.reveal()).toBe('the-key');
  });

  it('CLIENT_KEYS_FILE has one client key per line, at most two of one name', () => {
    const env = withSecretFiles({ CLIENT_KEYS_FILE: '/run/clients' }, read);
    expect(readConfig(env).access.clientKeys.map(({ name }) => name)).toEqual(['web', 'web', 'app']);
    const third = { CLIENT_KEYS: `${env['CLIENT_KEYS']},web:${'d'.repeat(64)}` };
    expect(() => readConfig(third)).toThrow(/CLIENT_KEYS.*at most twice/s);
  });

  it.each(fileSettings)('%s_FILE is supported', (name) => {
    expect(withSecretFiles({ [`${name}_FILE`]: '/run/key' }, read)[name]).toBe('the-key');
  });

  it('an unreadable or empty file, and NAME set as well, are refused without values', () => {
    expect(problems({ GETTY_API_KEY_FILE: '/gone' })).toMatch(
      /GETTY_API_KEY_FILE: expected the path of a file/,
    );
    expect(problems({ GETTY_API_KEY_FILE: '/run/empty' })).toMatch(
      /GETTY_API_KEY_FILE: expected a file that is not/,
    );
    const both = problems({ GETTY_API_KEY_FILE: '/run/key', GETTY_API_KEY: 'another' });
    expect(both).toMatch(/GETTY_API_KEY_FILE: expected it or GETTY_API_KEY to be set, not both/);
    expect(both).not.toMatch(/another|the-key/);
  });
});
