import type { SimulatorOptions } from './types.js';

/** What a flag takes, and what the help says about it. */
interface Flag {
  readonly name: string;
  readonly takes: 'nothing' | 'number' | 'text' | readonly string[];
  readonly help: string;
  readonly set: (options: SimulatorOptions, value: string) => void;
}

const FLAGS: readonly Flag[] = [
  {
    name: 'port',
    takes: 'number',
    help: 'port to listen on (4010; 0 for any free one)',
    set: (o, v) => set(o, 'port', Number(v)),
  },
  { name: 'host', takes: 'text', help: 'address to listen on (127.0.0.1)', set: (o, v) => set(o, 'host', v) },
  {
    name: 'seed',
    takes: 'number',
    help: 'another number, another catalog (1)',
    set: (o, v) => set(o, 'seed', Number(v)),
  },
  {
    name: 'api-key',
    takes: 'text',
    help: 'the key that is known (simulator-key)',
    set: (o, v) => set(o, 'apiKey', v),
  },
  {
    name: 'api-secret',
    takes: 'text',
    help: 'its secret (simulator-secret)',
    set: (o, v) => set(o, 'apiSecret', v),
  },
  {
    name: 'client-credentials-account',
    takes: 'text',
    help: 'whose rights a client_credentials token has (plenty); "none-at-all" for no user\'s',
    set: (o, v) => set(o, 'clientCredentialsAccount', v === 'none-at-all' ? null : v),
  },
  {
    name: 'token-lifetime-seconds',
    takes: 'number',
    help: 'how long an access token lives (1800)',
    set: (o, v) => set(o, 'tokenLifetimeSeconds', Number(v)),
  },
  {
    name: 'expires-in-as-string',
    takes: 'nothing',
    help: 'expires_in as text, as before 2022',
    set: (o) => set(o, 'expiresInAsString', true),
  },
  {
    name: 'redirect-uri',
    takes: 'text',
    help: 'an address that a sign-in may end at; may be given several times (loopback always may)',
    set: (o, v) => set(o, 'redirectUris', [...(o.redirectUris ?? []), v]),
  },
  {
    name: 'public-client',
    takes: 'nothing',
    help: 'codes and refresh tokens are redeemed without the secret',
    set: (o) => set(o, 'publicClient', true),
  },
  {
    name: 'max-rps',
    takes: 'number',
    help: 'requests a second before 429 (no limit)',
    set: (o, v) => set(o, 'maxRps', Number(v)),
  },
  {
    name: 'mashery',
    takes: 'nothing',
    help: 'rate and key errors as of 2014 to 2018',
    set: (o) => set(o, 'mashery', true),
  },
  {
    name: 'redirect-status',
    takes: ['302', '303'],
    help: 'status of a download with auto_download (303)',
    set: (o, v) => set(o, 'redirectStatus', v === '302' ? 302 : 303),
  },
  {
    name: 'legacy-date-filters',
    takes: 'nothing',
    help: 'history by start_date and end_date',
    set: (o) => set(o, 'legacyDateFilters', true),
  },
  {
    name: 'bare-string-uri',
    takes: 'nothing',
    help: 'a download responds with a bare JSON string',
    set: (o) => set(o, 'bareStringUri', true),
  },
  {
    name: 'refusal-style',
    takes: ['named', 'opaque401', 'empty403'],
    help: 'how an asset outside the agreement is refused (named)',
    set: (o, v) => set(o, 'refusalStyle', v === 'opaque401' || v === 'empty403' ? v : 'named'),
  },
  {
    name: 'hide-used-up',
    takes: 'nothing',
    help: 'used-up products vanish from images',
    set: (o) => set(o, 'hideUsedUp', true),
  },
  {
    name: 'alternative-agreement',
    takes: 'nothing',
    help: 'v1 charges another agreement when one is used up',
    set: (o) => set(o, 'alternativeAgreement', true),
  },
  { name: 'no-v1', takes: 'nothing', help: 'v1 does not exist', set: (o) => set(o, 'v1Enabled', false) },
  { name: 'no-v2', takes: 'nothing', help: 'v2 does not exist', set: (o) => set(o, 'v2Enabled', false) },
  { name: 'no-v3', takes: 'nothing', help: 'v3 does not exist', set: (o) => set(o, 'v3Enabled', false) },
  {
    name: 'commit-delay-ms',
    takes: 'number',
    help: 'charge this long after a request arrived (0)',
    set: (o, v) => set(o, 'commitDelayMs', Number(v)),
  },
  {
    name: 'history-delay-ms',
    takes: 'number',
    help: 'show a download this long after its charge (0)',
    set: (o, v) => set(o, 'historyDelayMs', Number(v)),
  },
  {
    name: 'clock-skew-ms',
    takes: 'text',
    help: "how far Getty's clock is ahead, may be negative (0)",
    set: (o, v) => set(o, 'clockSkewMs', Number(v)),
  },
  {
    name: 'history-skew-ms',
    takes: 'text',
    help: 'how far recorded downloads are ahead of the Date header, may be negative (0)',
    set: (o, v) => set(o, 'historySkewMs', Number(v)),
  },
  {
    name: 'latency-ms',
    takes: 'number',
    help: 'delay before every response (0)',
    set: (o, v) => set(o, 'latencyMs', Number(v)),
  },
];

function set<Name extends keyof SimulatorOptions>(
  options: SimulatorOptions,
  name: Name,
  value: SimulatorOptions[Name],
): void {
  options[name] = value;
}

/** What a command line asks for. */
export type CommandLine =
  | { readonly kind: 'start'; readonly options: SimulatorOptions }
  | { readonly kind: 'help'; readonly text: string }
  | { readonly kind: 'mistake'; readonly text: string };

/** Reads the arguments of `npm run simulator`; pure, so that every mistake can be tested. */
export function readCommandLine(args: readonly string[]): CommandLine {
  const options: SimulatorOptions = { port: 4010 };
  const rest = [...args];
  for (let arg = rest.shift(); arg !== undefined; arg = rest.shift()) {
    if (arg === '--help' || arg === '-h') return { kind: 'help', text: helpText() };
    const [name, inline] = splitFlag(arg);
    const flag = FLAGS.find((entry) => entry.name === name);
    if (flag === undefined) return mistake(`There is no flag ${arg}.`);
    if (flag.takes === 'nothing') {
      if (inline !== undefined) return mistake(`--${flag.name} takes no value.`);
      flag.set(options, '');
      continue;
    }
    const value = inline ?? rest.shift();
    const problem = check(flag, value);
    if (problem !== undefined || value === undefined)
      return mistake(problem ?? `--${flag.name} needs a value.`);
    flag.set(options, value);
  }
  return { kind: 'start', options };
}

function splitFlag(arg: string): [string, string | undefined] {
  const match = /^--([^=]+)(?:=(.*))?$/s.exec(arg);
  return [match?.[1] ?? '', match?.[2]];
}

function check(flag: Flag, value: string | undefined): string | undefined {
  if (value === undefined || value === '') return `--${flag.name} needs a value.`;
  if (flag.takes === 'number' && !/^\d+$/.test(value))
    return `--${flag.name} must be a whole number, not "${value}".`;
  if (flag.name === 'port' && Number(value) > 65_535) return `--port must be at most 65535, not ${value}.`;
  if (flag.name.endsWith('-skew-ms') && !/^-?\d+$/.test(value))
    return `--${flag.name} must be a whole number, not "${value}".`;
  if (typeof flag.takes === 'object' && !flag.takes.includes(value)) {
    return `--${flag.name} must be one of ${flag.takes.join(', ')}, not "${value}".`;
  }
  return undefined;
}

function mistake(text: string): CommandLine {
  return { kind: 'mistake', text: `${text} See --help.` };
}

function helpText(): string {
  const lines = FLAGS.map(({ name, takes, help }) => {
    const value =
      takes === 'nothing'
        ? ''
        : takes === 'number'
          ? ' <n>'
          : takes === 'text'
            ? ' <text>'
            : ` ${takes.join('|')}`;
    return `  ${`--${name}${value}`.padEnd(40)} ${help}`;
  });
  return ['Starts a simulator of Getty Images.', '', 'npm run simulator -- [flags]', '', ...lines, ''].join(
    '\n',
  );
}
