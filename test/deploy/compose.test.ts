import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { deployFile, documentsOf, unknownSettings } from './files.js';

interface ComposeService {
  readonly image: string;
  readonly environment?: Readonly<Record<string, string>>;
  readonly secrets?: readonly string[];
  readonly volumes?: readonly string[];
  readonly command?: readonly string[];
  readonly depends_on?: Readonly<Record<string, unknown>>;
  readonly networks?: readonly string[];
  readonly read_only?: boolean;
  readonly stop_grace_period?: string;
}

interface Compose {
  readonly services: Readonly<Record<string, ComposeService>>;
  readonly secrets: Readonly<Record<string, { readonly file: string }>>;
  readonly volumes: Readonly<Record<string, unknown>>;
  readonly networks: Readonly<Record<string, unknown>>;
}

const compose = documentsOf('compose.yaml')[0] as unknown as Compose;
const replicas = Object.entries(compose.services).filter(([name]) => name.startsWith('service-'));
const milliseconds = (env: ComposeService['environment'], name: string, otherwise: number): number =>
  Number(env?.[name] ?? otherwise);

describe('deploy/compose.yaml', () => {
  it('runs two replicas that are configured alike', () => {
    expect(replicas).toHaveLength(2);
    expect(replicas[0]?.[1]).toEqual(replicas[1]?.[1]);
    expect(replicas[0]?.[1].read_only).toBe(true);
  });

  it('refers only to services, secrets, volumes, networks and files that there are', () => {
    for (const [name, service] of Object.entries(compose.services)) {
      const missing = [
        ...Object.keys(service.depends_on ?? {}).filter((other) => !Object.hasOwn(compose.services, other)),
        ...(service.secrets ?? []).filter((secret) => !Object.hasOwn(compose.secrets, secret)),
        ...(service.networks ?? []).filter((network) => !Object.hasOwn(compose.networks, network)),
        ...(service.volumes ?? []).filter((volume) => {
          const [source = ''] = volume.split(':');
          return source.startsWith('.')
            ? !existsSync(deployFile(source))
            : !Object.hasOwn(compose.volumes, source);
        }),
      ];
      expect([name, missing]).toEqual([name, []]);
      expect(service.image).toMatch(/:[\w.}-]+$/);
      expect(service.image).not.toMatch(/:latest$/);
    }
  });

  it('names settings that the service reads, and gives it every secret as a file', () => {
    for (const [, { environment = {}, secrets = [] }] of replicas) {
      expect(unknownSettings(Object.keys(environment))).toEqual([]);
      const files = Object.entries(environment).filter(([name]) => name.endsWith('_FILE'));
      expect(files.map(([, path]) => path).sort()).toEqual(
        secrets.map((name) => `/run/secrets/${name}`).sort(),
      );
    }
  });

  it('leaves a replica more time to stop than it may take', () => {
    for (const [, { environment, stop_grace_period = '0s' }] of replicas) {
      const longestMs =
        milliseconds(environment, 'SHUTDOWN_DELAY_MS', 0) +
        milliseconds(environment, 'SHUTDOWN_TIMEOUT_MS', 60_000) +
        milliseconds(environment, 'GETTY_TIMEOUT_MS', 10_000);
      expect(Number.parseInt(stop_grace_period, 10) * 1_000).toBeGreaterThan(longestMs);
    }
  });

  it('keeps idempotency keys through a restart of Redis and never evicts one', () => {
    const command = compose.services['redis']?.command?.join(' ') ?? '';
    expect(command).toContain('--appendonly yes');
    expect(command).toContain('--maxmemory-policy noeviction');
  });
});
