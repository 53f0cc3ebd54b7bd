import type { IncomingHttpHeaders } from 'node:http';
import type { RecordedRequest, SimulatedApi } from '../types.js';

/** A record while its request is under way. */
export type OpenRequestRecord = { -readonly [Key in keyof RecordedRequest]: RecordedRequest[Key] };

/** Headers with one text each. */
export function flat(headers: IncomingHttpHeaders): Record<string, string> {
  const entries = Object.entries(headers).map(([name, value]) => [
    name,
    Array.isArray(value) ? value.join(', ') : value,
  ]);
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
}

/** Which interface an address belongs to when there is no operation at it. */
export function apiOf(path: string): SimulatedApi {
  if (path.includes('/oauth2/')) return 'oauth';
  if (path.startsWith('/v1/')) return 'v1';
  if (path.startsWith('/v2/')) return path.startsWith('/v2/search/') ? 'v1' : 'v2';
  if (path.startsWith('/delivery/')) return 'delivery';
  return path.startsWith('/media/') ? 'media' : 'v3';
}
