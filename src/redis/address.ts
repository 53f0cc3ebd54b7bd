/** Address of a Redis server; `printable` has no user and no password. */
export interface RedisAddress {
  readonly url: string;
  readonly printable: string;
}

/** Parses `redis://` or `rediss://` (TLS). Errors repeat nothing of the URL, which may hold a password. */
export function parseRedisUrl(url: string): RedisAddress {
  const parsed = URL.canParse(url) ? new URL(url) : null;
  if (parsed === null || !['redis:', 'rediss:'].includes(parsed.protocol) || parsed.hostname === '') {
    throw new TypeError(
      'A Redis URL reads redis://host:6379/0, or rediss:// for TLS, with user:password@ where needed.',
    );
  }
  const host = parsed.port === '' ? `${parsed.hostname}:6379` : parsed.host;
  return { url, printable: `${parsed.protocol}//${host}${parsed.pathname === '/' ? '' : parsed.pathname}` };
}
