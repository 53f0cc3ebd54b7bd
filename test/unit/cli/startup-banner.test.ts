import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { sandboxStatus } from '../../../src/cli/sandbox-check.js';
import { sampleDownloadCommand, startupBanner } from '../../../src/cli/startup-banner.js';
import { readConfig } from '../../../src/config/read-config.js';

const url = 'http://127.0.0.1:4000';
const production = {
  NODE_ENV: 'production',
  GETTY_API_KEY: 'k',
  GETTY_API_SECRET: 's',
  IDEMPOTENCY_STORE: 'memory',
};

describe('Apollo Sandbox', () => {
  it.each<[string, Record<string, string>, string, boolean, RegExp]>([
    ['outside production', {}, url, true, /allowed/],
    ['without introspection', { INTROSPECTION: 'off' }, url, false, /INTROSPECTION=on/],
    ['in production', production, url, false, /INTROSPECTION=on/],
    [
      'in production with introspection',
      { ...production, INTROSPECTION: 'on' },
      url,
      false,
      /CORS_ORIGINS=https:\/\/studio/,
    ],
    ['from another machine', {}, 'http://192.168.0.7:4000', false, /https page/],
    ['behind a manifest', { PERSISTED_OPERATIONS: 'm.json' }, url, false, /registered/],
  ])('%s', (_when, env, address, canConnect, why) => {
    expect(sandboxStatus(readConfig(env), address)).toEqual({
      canConnect,
      reason: expect.stringMatching(why),
    });
  });
});

describe('the startup banner', () => {
  it('the banner names the upstream, the addresses and a download command', () => {
    const text = startupBanner(readConfig({}), url, 'http://127.0.0.1:5000');
    expect(text).toContain('http://127.0.0.1:4000/graphql');
    expect(text).toContain('simulator of Getty Images, started at http://127.0.0.1:5000');
    expect(text.match(/^ *curl .*/gm)).toHaveLength(1);
  });

  it('the banner warns where downloads are real', () => {
    const text = startupBanner(readConfig({ GETTY_API_KEY: 'k', GETTY_API_SECRET: 's' }), url, null);
    expect(text).toMatch(/real and counted.*this one counts/s);
  });

  it('the banner’s command is valid for sh', () => {
    const words = execFileSync(
      'sh',
      ['-c', `set -- ${sampleDownloadCommand(readConfig({}), url).split('|')[0]}; printf '%s\\n' "$@"`],
      { encoding: 'utf8' },
    );
    const body = JSON.parse(words.trim().split('\n').at(-1) ?? '');
    expect(body.query).toContain('downloadImage');
    expect(body.variables).toEqual({ id: '83454804' });
  });
});
