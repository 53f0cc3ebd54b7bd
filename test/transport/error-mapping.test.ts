import { errors } from 'undici';
import { describe, expect, it } from 'vitest';
import { createTransportError, toErrorCode } from '../../src/getty/transport/errors.js';

const failing = (code: string): Error => Object.assign(new Error(code), { code });

describe('what went wrong', () => {
  it.each([
    ['ENOTFOUND', 'dns'],
    ['EAI_AGAIN', 'dns'],
    ['ECONNREFUSED', 'connection-refused'],
    ['EHOSTUNREACH', 'connection-refused'],
    ['UND_ERR_CONNECT_TIMEOUT', 'connect-timeout'],
    ['ETIMEDOUT', 'connect-timeout'],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', 'tls'],
    ['CERT_HAS_EXPIRED', 'tls'],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'tls'],
    ['ERR_SSL_WRONG_VERSION_NUMBER', 'tls'],
    ['UND_ERR_DESTROYED', 'aborted'],
    ['UND_ERR_INVALID_ARG', 'not-sent'],
    ['ECONNRESET', 'reset'],
    ['anything', 'reset'],
  ] as const)('before sending: %s is %s', (code, trouble) => {
    expect(toErrorCode(failing(code), 'connecting', false)).toBe(trouble);
  });

  it('a reset while TLS is being agreed on is TLS trouble', () => {
    expect(toErrorCode(failing('ECONNRESET'), 'connecting', true)).toBe('tls');
  });

  it.each([
    ['ECONNRESET', 'sent', 'reset'],
    ['ECONNRESET', 'receiving', 'reset'],
    ['EPIPE', 'sent', 'reset'],
    ['UND_ERR_SOCKET', 'sent', 'reset'],
    ['UND_ERR_SOCKET', 'receiving', 'unreadable'],
    ['UND_ERR_RES_CONTENT_LENGTH_MISMATCH', 'receiving', 'unreadable'],
    ['UND_ERR_HEADERS_OVERFLOW', 'sent', 'unreadable'],
    ['UND_ERR_HEADERS_TIMEOUT', 'sent', 'timeout'],
    ['UND_ERR_BODY_TIMEOUT', 'receiving', 'timeout'],
    ['UND_ERR_DESTROYED', 'sent', 'aborted'],
  ] as const)('after sending: %s when %s is %s', (code, progress, trouble) => {
    expect(toErrorCode(failing(code), progress, true)).toBe(trouble);
  });

  it('what is not HTTP is unreadable, as undici names it', () => {
    expect(toErrorCode(new errors.HTTPParserError('Response does not match'), 'sent', false)).toBe(
      'unreadable',
    );
  });

  it('is told with operation and host, and with nothing of the request', () => {
    const error = createTransportError(
      { operation: 'GET /v3/images', host: 'api.example' },
      'connection-refused',
      false,
      failing('ECONNREFUSED'),
    );
    expect(error.message).toBe('GET /v3/images at api.example: nobody takes connections there.');
    expect(error.cause).toBeInstanceOf(Error);
    expect(error.retryAfterMs).toBeNull();
  });
});
