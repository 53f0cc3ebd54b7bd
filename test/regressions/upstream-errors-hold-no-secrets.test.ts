import { afterAll, describe, expect, it } from 'vitest';
import { readConfig } from '../../src/config/read-config.js';
import { secretsOf } from '../../src/config/secrets-of.js';
import { parseErrorResponse } from '../../src/getty/errors/parse-error-response.js';
import { createLogger } from '../../src/telemetry/logger.js';
import { SecretValues } from '../../src/telemetry/secret-values.js';
import { errorOf, type Service, startService } from '../support/service.js';
import { httpUpstream } from '../transport/support/upstream.js';

const API_KEY = 'key/with+odd=chars';
const API_SECRET = 'secret "quoted" & more';
const PASSWORD = 'pass%word€';
const TOKEN = 'tok-1234567890abcdef';

/** Every form in which a secret may come back. */
const forms = (secret: string): string[] => [
  secret,
  encodeURIComponent(secret),
  new URLSearchParams([['', secret]]).toString().slice(1),
  Buffer.from(secret).toString('base64'),
  JSON.stringify(secret).slice(1, -1),
];

const services: Service[] = [];
afterAll(() => Promise.all(services.map((service) => service.close())));

const started = async (env: Record<string, string>): Promise<Service> => {
  const service = await startService({
    env: {
      GETTY_API_KEY: API_KEY,
      GETTY_API_SECRET: API_SECRET,
      GETTY_USERNAME: 'plenty',
      GETTY_PASSWORD: PASSWORD,
      SERVICE_ACCOUNT_ACCESS: 'open',
      ...env,
    },
  });
  services.push(service);
  return service;
};

const holdsNone = (text: string, secrets: readonly string[]): void => {
  for (const secret of secrets) for (const form of forms(secret)) expect(text).not.toContain(form);
};

describe('an upstream error that echoes the request', () => {
  it('a token endpoint’s echo shows no key, secret or password', async () => {
    const upstream = await httpUpstream((request, response) => {
      let body = '';
      request.on('data', (chunk) => {
        body += chunk;
      });
      request.on('end', () => {
        const basic = Buffer.from(`${API_KEY}:${API_SECRET}`).toString('base64');
        response.writeHead(400, { 'content-type': 'application/json' });
        response.end(
          JSON.stringify({ error: `bad ${body}`, error_description: `${basic} ${decodeURIComponent(body)}` }),
        );
      });
    });
    const service = await started({ GETTY_AUTH_URL: upstream.url });
    const answer = await service.query('{ productOfferings { status } }');
    const text = JSON.stringify(answer) + JSON.stringify(service.log);
    expect(upstream.seen).toHaveLength(1);
    expect(errorOf(answer).extensions.code).toBe('API_KEY_INACTIVE');
    expect(text).toContain('[redacted]');
    holdsNone(text, [API_KEY, API_SECRET, PASSWORD]);
  });

  it('a gateway’s echo of the Authorization header shows no token', async () => {
    const upstream = await httpUpstream((request, response) => {
      const header = request.headers.authorization ?? '';
      response.writeHead(403, { 'content-type': 'application/json' });
      response.end(
        JSON.stringify({
          message: `${header.slice(7)} not a valid key=value pair (missing equal-sign) in Authorization header: '${header}', key ${request.headers['api-key']}.`,
        }),
      );
    });
    const service = await started({ GETTY_API_URL: upstream.url });
    const answer = await service.query('{ productOfferings { status } }', {}, { token: TOKEN });
    const text = JSON.stringify(answer) + JSON.stringify(service.log);
    expect(errorOf(answer).message).toContain('not a valid key=value pair');
    holdsNone(text, [TOKEN, API_KEY]);
  });

  it('a code of two megabytes is cut like a message', () => {
    const long = 'x'.repeat(2_000_000);
    const body = JSON.stringify({ ErrorCode: long, ErrorMessage: long });
    const { code, message } = parseErrorResponse({ status: 400, headers: {}, body }, 0);
    expect([code?.length, message?.length]).toEqual([500, 500]);
  });
});

describe('known secrets', () => {
  const config = readConfig({
    GETTY_API_KEY: API_KEY,
    GETTY_API_SECRET: API_SECRET,
    GETTY_USERNAME: 'plenty',
    GETTY_PASSWORD: PASSWORD,
    GETTY_SYSTEM_ID: 'system-4711',
    GETTY_SYSTEM_PASSWORD: 'system-password',
    REDIS_URL: 'redis://user:redis-pass%21@127.0.0.1:6379',
  });

  it('every secret of the settings is known', () => {
    expect(secretsOf(config)).toEqual(
      expect.arrayContaining([
        API_KEY,
        API_SECRET,
        PASSWORD,
        'system-4711',
        'system-password',
        'redis-pass%21',
        'redis-pass!',
      ]),
    );
  });

  it('a secret is redacted in log lines by value, in any field and encoding', () => {
    const lines: string[] = [];
    const secrets = new SecretValues(secretsOf(config));
    const logger = createLogger('info', { write: (line) => void lines.push(line) }, secrets);
    const all = [API_KEY, API_SECRET, PASSWORD, 'system-password', 'redis-pass!'];
    for (const secret of all)
      for (const form of forms(secret)) logger.info({ note: form, err: new Error(form) }, `said ${form}`);
    expect(lines.length).toBeGreaterThan(20);
    holdsNone(lines.join(''), all);
  });

  it('a string without secrets is unchanged', () => {
    const secrets = new SecretValues(['abc', '', 'long-enough']);
    expect(secrets.redact('abc and nothing else')).toBe('abc and nothing else');
    const value = { a: ['long-enough', 1, null] };
    expect(secrets.redactAll(value)).toEqual({ a: ['[redacted]', 1, null] });
  });
});
