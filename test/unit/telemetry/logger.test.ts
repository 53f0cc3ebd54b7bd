import { describe, expect, it } from 'vitest';
import { createLogger } from '../../../src/telemetry/logger.js';
import { redactString } from '../../../src/telemetry/redact.js';

const logged = (log: (logger: ReturnType<typeof createLogger>) => void): string => {
  const lines: string[] = [];
  log(createLogger('trace', { write: (line: string) => void lines.push(line) }));
  return lines.join('');
};

describe('redaction in the log', () => {
  it.each([
    ['authorization', { headers: { authorization: 'Bearer sesame' } }],
    ['an API key', { upstream: { 'Api-Key': 'sesame' } }],
    ['an API secret', { apiSecret: 'sesame' }],
    ['tokens', { account: { refresh_token: 'sesame', accessToken: 'sesame' } }],
    ['a client key', { 'x-client-key': 'sesame' }],
    ['cookies', { 'set-cookie': ['a=sesame'] }],
    ['passwords', { options: [{ password: 'sesame' }] }],
    ['a delivery link', { url: 'https://delivery.gettyimages.com/downloads/sesame.jpg?k=6' }],
    ['a delivery link of the simulator', { url: 'http://127.0.0.1:4010/delivery/sesame' }],
    ['a query', { url: 'https://api.gettyimages.com/v3/x?token=sesame' }],
    ['a bearer in a text', { note: 'sent Authorization: Bearer sesame, got 401' }],
    [
      'an error',
      { err: new Error('https://delivery.gettyimages.com/sesame', { cause: new Error('Bearer sesame') }) },
    ],
  ])('the log redacts %s', (_what, fields) => {
    const line = logged((logger) => logger.info(fields, 'a line'));
    expect(line).toContain('a line');
    expect(line).not.toContain('sesame');
  });

  it('messages and lone errors are redacted', () => {
    expect(logged((logger) => logger.warn('got https://delivery.gettyimages.com/sesame'))).not.toContain(
      'sesame',
    );
    expect(logged((logger) => logger.warn('got %s', 'Bearer sesame'))).not.toContain('sesame');
    expect(logged((logger) => logger.error(new Error('Bearer sesame')))).not.toContain('sesame');
  });
});

describe('details in the log', () => {
  it('an error is logged with type, stack and cause', () => {
    const line = JSON.parse(
      logged((logger) => logger.error({ err: new RangeError('too far', { cause: new Error('why') }) }, 'x')),
    );
    expect(line).toMatchObject({
      level: 'error',
      msg: 'x',
      err: { type: 'RangeError', message: 'too far', cause: { message: 'why' } },
    });
    expect(line.err.stack).toContain('logger.test.ts');
  });

  it('the rest of a URL is logged', () => {
    expect(redactString('GET https://api.gettyimages.com/v3/images?ids=1 failed')).toBe(
      'GET https://api.gettyimages.com/v3/images?[redacted] failed',
    );
  });

  it('circular, deep and long values, bigints and buffers are logged', () => {
    const circle: Record<string, unknown> = { big: 1n, bytes: Buffer.alloc(3), long: 'x'.repeat(9_999) };
    circle['self'] = circle;
    expect(() => JSON.parse(logged((logger) => logger.info(circle)))).not.toThrow();
  });
});
