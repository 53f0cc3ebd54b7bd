import { SecretValues, secretName } from '../../telemetry/secret-values.js';
import type { UpstreamRequest, UpstreamResponse } from './transport.js';

/** Requests by response, while the response is referenced. */
const requests = new WeakMap<UpstreamResponse, Pick<UpstreamRequest, 'headers' | 'body'>>();

/** Stores the request of a response that an error may be decoded from. */
export const noteSent = (response: UpstreamResponse, { headers, body }: UpstreamRequest): void => {
  requests.set(response, { headers, body });
};

/** The credential as it was sent, and without a scheme such as `Bearer`. */
const credential = (value: string): string[] => [value, value.replace(/^\w+\s+/, '')];

const inJson = (value: unknown, name: string, found: string[]): void => {
  if (typeof value === 'string') {
    if (secretName.test(name) || /^userName$/i.test(name)) found.push(value);
  } else if (typeof value === 'object' && value !== null) {
    for (const [inner, part] of Object.entries(value)) inJson(part, inner, found);
  }
};

const inBody = (body: string): string[] => {
  const found: string[] = [];
  if (body.startsWith('{')) {
    try {
      inJson(JSON.parse(body), '', found);
    } catch {
      // This service writes its bodies itself; one that is not JSON has no fields.
    }
  } else {
    for (const [name, value] of new URLSearchParams(body)) if (secretName.test(name)) found.push(value);
  }
  return found;
};

/** Secrets in the headers and the body of a request. */
export const secretsSent = ({ headers, body }: Pick<UpstreamRequest, 'headers' | 'body'>): string[] => [
  ...Object.entries(headers).flatMap(([name, value]) => (secretName.test(name) ? credential(value) : [])),
  ...(body === null ? [] : inBody(body)),
];

/** Characters of a text of Getty Images that clients may see: codes and sentences are shorter. */
export const LONGEST_TEXT = 500;

/**
 * A code, id or sentence of Getty Images as clients and logs may see it: without the secrets of the request (token
 * endpoints and gateways are known to echo them), and at most 500 characters.
 */
export const upstreamText = (response: UpstreamResponse, text: string | null): string | null => {
  if (text === null) return null;
  const request = requests.get(response);
  // More is redacted than is shown, because the limit may cut a secret in two.
  const excerpt = text.slice(0, 16 * LONGEST_TEXT);
  const clean = request === undefined ? excerpt : new SecretValues(secretsSent(request)).redact(excerpt);
  return clean.slice(0, LONGEST_TEXT);
};
