import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { envSchema } from '../../../src/config/env-schema.js';
import { readConfig } from '../../../src/config/read-config.js';

const lines = readFileSync('.env.example', 'utf8').split('\n');
const shown = new Map(
  lines.flatMap((line) => {
    const [, name, value] = /^#([A-Z_]+)=(.*)$/.exec(line) ?? [];
    return name === undefined ? [] : [[name, value ?? ''] as const];
  }),
);

describe('.env.example', () => {
  it('.env.example has every setting, and no other', () => {
    expect([...shown.keys()].sort()).toEqual(Object.keys(envSchema).sort());
  });

  it('.env.example has a comment above every group', () => {
    for (const [index, line] of lines.entries()) {
      if (/^#[A-Z_]+=/.test(line)) expect(lines[index - 1], line).toMatch(/^#/);
    }
  });

  it('.env.example shows the defaults: uncommenting all lines changes nothing', () => {
    const withoutDefault = [
      'PERSISTED_OPERATIONS',
      'PERSISTED_OPERATIONS_MODE',
      'REDIS_URL',
      'DRIFT_SAMPLES',
      'GETTY_API_URL',
      'GETTY_AUTH_URL',
      'GETTY_CONNECT_URL',
    ];
    const taken = Object.fromEntries([...shown].filter(([name]) => !withoutDefault.includes(name)));
    expect(readConfig(taken)).toEqual(readConfig({}));
    const addresses = Object.fromEntries([...shown].filter(([name]) => /^GETTY_.*_URL$/.test(name)));
    const credentials = { GETTY_API_KEY: 'k', GETTY_API_SECRET: 's' };
    const { apiUrl, authUrl, connectUrl } = readConfig({ ...credentials, ...addresses }).getty;
    expect({ apiUrl, authUrl, connectUrl }).toEqual({
      apiUrl: readConfig({}).getty.apiUrl,
      authUrl: readConfig({}).getty.authUrl,
      connectUrl: readConfig({}).getty.connectUrl,
    });
  });
});
