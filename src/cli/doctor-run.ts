import type { Config } from '../config/config.js';
import type { GettyApi } from '../errors/upstream-failure.js';
import { createGetty } from '../getty/clients/create-getty.js';
import { createTransport } from '../getty/transport/create-transport.js';
import { toGettySettings } from '../getty-settings.js';
import type { Clock } from '../lib/clock.js';
import { askGetty, type GettyFacts, judgeAccount } from './doctor-getty.js';
import { type HostProbe, probeHost } from './doctor-hosts.js';
import { examineRedis } from './doctor-redis.js';
import { type Finding, findingsOf } from './doctor-report.js';

/** What was found of Getty Images' hosts, by the name under which they are reported. */
export interface HostFacts {
  readonly oauth: HostProbe;
  readonly v3: HostProbe;
  readonly v2: HostProbe;
  readonly v1: HostProbe;
}

const probeHosts = async ({ getty }: Config, clock: Clock): Promise<HostFacts> => {
  const probe = (method: 'GET' | 'POST', url: string): Promise<HostProbe> =>
    probeHost({ method, url, timeoutMs: getty.timeoutMs }, () => clock.now());
  const [oauth, v3, v2, v1] = await Promise.all([
    probe('GET', `${getty.authUrl}/oauth2/token`),
    probe('GET', `${getty.apiUrl}/v3/products`),
    // Without a token this is refused before the asset is looked at: nothing can be spent.
    probe('POST', `${getty.connectUrl}/v2/download/0`),
    probe('POST', `${getty.connectUrl}/v1/data/GetAllProductOfferings`),
  ]);
  return { oauth, v3, v2, v1 };
};

/**
 * Examines Getty Images, Redis and the settings, with reads alone.
 * @param config with credentials
 */
export async function examine(
  config: Config,
  clock: Clock,
  random: () => number,
): Promise<readonly Finding[]> {
  const [hosts, redis, getty] = await Promise.all([
    probeHosts(config, clock),
    examineRedis(config),
    examineGetty(config, clock, random),
  ]);
  return [
    ...judgeConfiguration(config),
    ...judgeHosts(hosts),
    ...judgeAccount(getty, config, clock.now()),
    ...judgeApis(hosts, getty, config.getty.apis),
    ...judgeFields(getty),
    ...judgeClock(hosts, config),
    ...redis,
  ];
}

async function examineGetty(config: Config, clock: Clock, random: () => number): Promise<GettyFacts> {
  const { timeoutMs, apiUrl, authUrl, connectUrl } = config.getty;
  const transport = createTransport({
    clock,
    random,
    timeoutMs,
    maxRps: config.getty.maxRps,
    allowedHosts: [apiUrl, authUrl, connectUrl].map((url) => new URL(url).host),
  });
  try {
    // All APIs are asked, those that are switched off as well: one that answers may be switched on.
    const settings = { ...toGettySettings(config), apis: ['V3', 'V2', 'V1'] as const };
    return await askGetty(createGetty(settings, transport, clock, random), config.getty, clock);
  } finally {
    await transport.close();
  }
}

const hostFinding = findingsOf('hosts');

/** Whether names resolve, connections stand and HTTP answers. Pure. */
export function judgeHosts(hosts: HostFacts): readonly Finding[] {
  const advice = {
    dns: 'Check the name, and DNS on this machine.',
    connect: 'Check the firewall and any proxy.',
    tls: 'Check certificates, and any proxy that opens TLS.',
    http: 'The host accepts connections and does not answer.',
  };
  const list: readonly (readonly [string, HostProbe])[] = Object.entries(hosts);
  return list.map(([name, { url, failedAt, detail, durationMs }]) => {
    const { origin } = new URL(url);
    return failedAt === null
      ? hostFinding(name, 'ok', `${origin} answers ${detail} in ${durationMs} ms`)
      : hostFinding(
          name,
          'problem',
          `${origin} fails at ${failedAt.toUpperCase()}: ${detail}`,
          advice[failedAt],
        );
  });
}

const apiFinding = findingsOf('apis');

/** Whether each API answers, against whether it is switched on. Pure. */
export function judgeApis(
  hosts: HostFacts,
  facts: GettyFacts,
  switchedOn: readonly GettyApi[],
): readonly Finding[] {
  // Getty Images refuses a v2 call without a token with 401; another status comes from a gateway without that route.
  const v2Works = hosts.v2.status === 401;
  const states: readonly (readonly [GettyApi, boolean | null, string])[] = [
    ['V3', facts.v3.isWorking, facts.v3.detail],
    [
      'V2',
      v2Works,
      v2Works
        ? 'single-step download exists (refuses a call without a token)'
        : `single-step download: ${hosts.v2.detail}`,
    ],
    [
      'V1',
      facts.v1 === null ? null : facts.v1.isWorking,
      facts.v1?.detail ?? 'not asked, because there is no token',
    ],
  ];
  return states.map(([api, isWorking, detail]) => {
    const name = api.toLowerCase();
    const isOn = switchedOn.includes(api);
    if (isWorking === null) return apiFinding(name, 'note', detail);
    if (isOn && !isWorking)
      return apiFinding(
        name,
        'problem',
        detail,
        `It is switched on and does not work: take ${name} out of GETTY_APIS, or ask Getty Images.`,
      );
    if (!isOn && isWorking)
      return apiFinding(name, 'note', `${detail}; switched off`, `GETTY_APIS may name ${name} too.`);
    return apiFinding(name, 'ok', isOn ? detail : `switched off, and does not work: ${detail}`);
  });
}

const fieldFinding = findingsOf('fields');

/** Which names for `fields=` work. Pure. */
export function judgeFields({ fields }: GettyFacts): readonly Finding[] {
  if (fields.length === 0) return [];
  const refused = fields.filter(({ result }) => !result.isWorking);
  const arriving = fields.filter(({ result }) => result.detail === 'arrives').map(({ name }) => name);
  const absent = fields.filter(({ result }) => result.isWorking && result.detail !== 'arrives');
  return [
    fieldFinding(
      'images',
      'ok',
      `${arriving.length} of ${fields.length} fields arrive: ${arriving.join(', ')}`,
    ),
    ...absent.map(({ name }) =>
      fieldFinding(`images.${name}`, 'note', 'accepted, but not in the response of the sample'),
    ),
    ...refused.map(({ name, result }) =>
      fieldFinding(
        `images.${name}`,
        'problem',
        result.detail,
        'Selections that need it fail. Ask Getty Images whether the key may read it.',
      ),
    ),
  ];
}

/** Milliseconds of skew beyond which the clock of this machine should be looked at. */
const NOTABLE_SKEW_MS = 2_000;

/** Compares clocks. Pure. */
export function judgeClock(hosts: HostFacts, { getty }: Pick<Config, 'getty'>): readonly Finding[] {
  const finding = findingsOf('clock');
  const skews = Object.values(hosts).flatMap(({ skewMs }) => (skewMs === null ? [] : [skewMs]));
  const [first, ...others] = skews;
  if (first === undefined) return [finding('skew', 'note', 'no host sent its time')];
  const worst = others.reduce((a, b) => (Math.abs(b) > Math.abs(a) ? b : a), first);
  const detail = `Getty Images is ${(Math.abs(worst) / 1000).toFixed(1)} s ${worst < 0 ? 'behind' : 'ahead'}`;
  if (Math.abs(worst) > Math.max(getty.settleMs, NOTABLE_SKEW_MS))
    return [
      finding(
        'skew',
        'problem',
        detail,
        'More than GETTY_SETTLE_MS: synchronize this machine (NTP), or downloads may be counted wrongly.',
      ),
    ];
  if (Math.abs(worst) > NOTABLE_SKEW_MS)
    return [
      finding(
        'skew',
        'note',
        detail,
        'Synchronize this machine (NTP); the service allows for the difference.',
      ),
    ];
  return [finding('skew', 'ok', detail)];
}

/** Settings that are valid and still not what was meant. Pure. */
export function judgeConfiguration(config: Config): readonly Finding[] {
  const finding = findingsOf('configuration');
  const { getty, shared, access, http, isProduction } = config;
  const found: Finding[] = [];
  if (getty.system !== null && getty.grant.kind !== 'password')
    found.push(
      finding(
        'GETTY_SYSTEM_ID',
        'problem',
        'is set, but v1 sessions need GETTY_USERNAME and GETTY_PASSWORD too, so it is not used',
        'Set them, or leave GETTY_SYSTEM_ID out.',
      ),
    );
  if (shared.idempotencyStore === 'memory' && (isProduction || http.workers > 1))
    found.push(
      finding(
        'IDEMPOTENCY_STORE',
        'problem',
        'is memory: a download retried after a restart, or through another process, can be paid for twice',
        'Set REDIS_URL.',
      ),
    );
  if (shared.redisUrl !== null && shared.idempotencyStore === 'memory')
    found.push(
      finding('REDIS_URL', 'note', 'is set, but idempotency keys stay in memory (IDEMPOTENCY_STORE=memory)'),
    );
  if (access.serviceAccount === 'off' && getty.grant.kind !== 'client_credentials')
    found.push(
      finding(
        'SERVICE_ACCOUNT_ACCESS',
        'note',
        `is off, so the account of the ${getty.grant.kind} grant is never used for callers`,
      ),
    );
  if (access.serviceAccount === 'open' && isProduction)
    found.push(
      finding(
        'SERVICE_ACCOUNT_ACCESS',
        'problem',
        'is open in production: any caller spends the downloads of the service account',
        'Set it to keys, with CLIENT_KEYS.',
      ),
    );
  if (isProduction && http.shutdownDelayMs === 0)
    found.push(
      finding(
        'SHUTDOWN_DELAY_MS',
        'note',
        'is 0: a load balancer learns of a stop only from failing connections',
      ),
    );
  if (found.length === 0) found.push(finding('settings', 'ok', `valid, for ${config.environment}`));
  return found;
}
