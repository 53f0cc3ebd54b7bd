import type { UpstreamRequest } from '../transport.js';

/** Names of a `Vary` header in lower case. */
export const parseVary = (vary: string | undefined): readonly string[] =>
  vary === undefined
    ? []
    : vary
        .toLowerCase()
        .split(',')
        .map((name) => name.trim())
        .filter((name) => name !== '');

/**
 * What a request says in the headers that an answer varies on, as one text to compare. The sharing key has most of
 * them already; this adds what it leaves out, above all the token: an answer that varies on it ends with it. Pure.
 */
export const varyKey = (names: readonly string[], headers: UpstreamRequest['headers']): string => {
  if (names.length === 0) return '';
  const lower: Record<string, string> = {};
  for (const name in headers) lower[name.toLowerCase()] = headers[name] ?? '';
  return names.map((name) => `${name}: ${lower[name] ?? ''}`).join('\n');
};
