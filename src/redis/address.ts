/** Host and port of one server. IPv6 addresses stand without brackets. */
export interface RedisEndpoint {
  readonly host: string;
  readonly port: number;
}

/** How the servers behind an address work together. */
export type RedisTopology = 'single' | 'sentinel' | 'cluster';

/** A parsed Redis address. `printable` holds no user, password or query; nothing else of it may be logged. */
export interface RedisAddress {
  readonly topology: RedisTopology;
  /** One server; or several Sentinels, or nodes of a cluster to start from. */
  readonly endpoints: readonly RedisEndpoint[];
  readonly isTls: boolean;
  readonly username: string | null;
  readonly password: string | null;
  /** Number of the logical database; always 0 in a cluster. */
  readonly database: number;
  /** Name under which the Sentinels monitor the primary; `null` without Sentinel. */
  readonly primaryName: string | null;
  /** Login at the Sentinels themselves, where they ask for one. */
  readonly sentinelUsername: string | null;
  readonly sentinelPassword: string | null;
  readonly printable: string;
}

/** Accepted forms of an address, for settings and errors. */
export const REDIS_URL_FORMS =
  'redis://host:6379/0, redis+sentinel://host:26379,host:26379/primary-name or redis+cluster://host:6379,host:6379 (rediss… for TLS), with user:password@ where needed';

const URL_PATTERN =
  /^(?<scheme>rediss?)(?:\+(?<topology>sentinel|cluster))?:\/\/(?:(?<login>.*)@)?(?<hosts>[^/?#@]+)(?:\/(?<path>[^?#]*))?(?:\?(?<query>[^#]*))?$/;
const ENDPOINT_PATTERN = /^(?:\[(?<ipv6>[0-9a-fA-F:.]+)\]|(?<name>[A-Za-z0-9._-]+))(?::(?<port>\d{1,5}))?$/;
const SENTINEL_PARAMETERS = new Set(['sentinelUsername', 'sentinelPassword']);
const DEFAULT_PORT = 6379;
const DEFAULT_SENTINEL_PORT = 26_379;

const invalid = (): TypeError => new TypeError(`A Redis address is ${REDIS_URL_FORMS}.`);

const decode = (text: string | undefined): string | null => {
  if (text === undefined || text === '') return null;
  try {
    return decodeURIComponent(text);
  } catch {
    throw invalid();
  }
};

function parseEndpoint(text: string, defaultPort: number): RedisEndpoint {
  const { ipv6, name, port } = ENDPOINT_PATTERN.exec(text)?.groups ?? {};
  const host = ipv6 ?? name;
  const number = port === undefined ? defaultPort : Number(port);
  if (host === undefined || number < 1 || number > 65_535) throw invalid();
  return { host, port: number };
}

const printEndpoint = ({ host, port }: RedisEndpoint): string =>
  `${host.includes(':') ? `[${host}]` : host}:${port}`;

/** Splits `/primary-name/0` of Sentinel and `/0` of the others. */
function parsePath(path: string, topology: RedisTopology): { primaryName: string | null; database: number } {
  const parts = path.split('/').filter((part) => part !== '');
  const primaryName = topology === 'sentinel' ? decode(parts.shift()) : null;
  const [database = '0', ...rest] = parts;
  if (rest.length > 0 || !/^\d{1,4}$/.test(database)) throw invalid();
  // Clusters have database 0 only; Sentinels are asked for a primary by its name.
  if (topology === 'cluster' && database !== '0') throw invalid();
  if (topology === 'sentinel' && primaryName === null) throw invalid();
  return { primaryName, database: Number(database) };
}

/**
 * Parses `redis://`, `redis+sentinel://` or `redis+cluster://`, each also as `rediss…` for TLS.
 * @throws TypeError for anything else; its message repeats nothing of the text, which may hold a password
 */
export function parseRedisUrl(url: string): RedisAddress {
  const {
    scheme,
    topology: named,
    login,
    hosts,
    path = '',
    query = '',
  } = URL_PATTERN.exec(url)?.groups ?? {};
  if (scheme === undefined || hosts === undefined) throw invalid();
  const topology = named === 'sentinel' || named === 'cluster' ? named : 'single';
  const defaultPort = topology === 'sentinel' ? DEFAULT_SENTINEL_PORT : DEFAULT_PORT;
  const endpoints = hosts.split(',').map((host) => parseEndpoint(host, defaultPort));
  if (topology === 'single' && endpoints.length > 1) throw invalid();
  const colon = login?.indexOf(':') ?? -1;
  const parameters = new URLSearchParams(query);
  for (const name of parameters.keys())
    if (topology !== 'sentinel' || !SENTINEL_PARAMETERS.has(name)) throw invalid();
  const { primaryName, database } = parsePath(path, topology);
  const suffix = primaryName === null ? '' : `/${primaryName}`;
  return {
    topology,
    endpoints,
    isTls: scheme === 'rediss',
    username: decode(colon === -1 ? login : login?.slice(0, colon)),
    password: decode(colon === -1 ? undefined : login?.slice(colon + 1)),
    database,
    primaryName,
    sentinelUsername: parameters.get('sentinelUsername'),
    sentinelPassword: parameters.get('sentinelPassword'),
    printable: `${scheme}${named === undefined ? '' : `+${named}`}://${endpoints.map(printEndpoint).join(',')}${suffix}${database === 0 ? '' : `/${database}`}`,
  };
}

/** Every password of an address, decoded, for redaction. */
export const passwordsOf = (url: string): readonly string[] => {
  const { password, sentinelPassword } = parseRedisUrl(url);
  return [password, sentinelPassword].filter((value) => value !== null);
};
