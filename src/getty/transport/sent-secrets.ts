import { SecretValues, secretName } from '../../telemetry/secret-values.js';
import type { UpstreamRequest, UpstreamResponse } from './transport.js';

/** Requests by their responses, for as long as those are held. */
const requests = new WeakMap<UpstreamResponse, Pick<UpstreamRequest, 'headers' | 'body'>>();

/** Remembers what was sent, for responses that an error may be read from. */
export const noteSent = (response: UpstreamResponse, { headers, body }: UpstreamRequest): void => {
  requests.set(response, { headers, body });
};

/** Without a scheme such as `Bearer`. */
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
      // This service writes its bodies itself; one that is no JSON holds no fields.
    }
  } else {
    for (const [name, value] of new URLSearchParams(body)) if (secretName.test(name)) found.push(value);
  }
  return found;
};

/** Secrets that a request carried, in its headers and its body. */
export const secretsSent = ({ headers, body }: Pick<UpstreamRequest, 'headers' | 'body'>): string[] => [
  ...Object.entries(headers).flatMap(([name, value]) => (secretName.test(name) ? credential(value) : [])),
  ...(body === null ? [] : inBody(body)),
];

/** Longest text of Getty Images that is shown to clients: what is longer is no sentence and no code. */
export const LONGEST_TEXT = 500;

/**
 * A code, id or sentence of Getty Images as clients and logs may have it: without the secrets that were sent with the
 * call (token endpoints and gateways are known to echo them), and no longer than 500 characters.
 */
export const upstreamText = (response: UpstreamResponse, text: string | null): string | null => {
  if (text === null) return null;
  const request = requests.get(response);
  // A secret may be cut in two by the limit, so a little more is looked at than is shown.
  const near = text.slice(0, 16 * LONGEST_TEXT);
  const clean = request === undefined ? near : new SecretValues(secretsSent(request)).redact(near);
  return clean.slice(0, LONGEST_TEXT);
};
