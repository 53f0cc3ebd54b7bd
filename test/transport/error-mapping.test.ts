import { errors } from 'undici';
import { describe, expect, it } from 'vitest';
import { createTransportError, toErrorCode } from '../../src/getty/transport/errors.js';

const failing = (code: string): Error => Object.assign(new Error(code), { code });

describe('toErrorCode', () => {
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
  ] as const)('maps %s before sending to %s', (socketCode, code) => {
    expect(toErrorCode(failing(socketCode), 'connecting', false)).toBe(code);
  });

  it('maps a reset during the TLS handshake to tls', () => {
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
  ] as const)('maps %s in the phase %s to %s', (socketCode, phase, code) => {
    expect(toErrorCode(failing(socketCode), phase, true)).toBe(code);
  });

  it('maps a parser error of undici to unreadable', () => {
    expect(toErrorCode(new errors.HTTPParserError('Response does not match'), 'sent', false)).toBe(
      'unreadable',
    );
  });

  it('gives a message with operation and host, and nothing else of the request', () => {
    const error = createTransportError(
      { operation: 'GET /v3/images', host: 'api.example' },
      'connection-refused',
      false,
      failing('ECONNREFUSED'),
    );
    expect(error.message).toBe('GET /v3/images at api.example: the connection was refused.');
    expect(error.cause).toBeInstanceOf(Error);
    expect(error.retryAfterMs).toBeNull();
  });
});
