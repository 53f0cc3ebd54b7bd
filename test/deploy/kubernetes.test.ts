import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ROOT } from '../architecture/sources.js';
import { deployFile, documentsOf, unknownSettings } from './files.js';

/** Where kubernetes-types, which is generated from Kubernetes' OpenAPI document, declares each kind. */
const MODULES: Readonly<Record<string, string>> = {
  'v1 ConfigMap': 'core/v1',
  'v1 Secret': 'core/v1',
  'v1 Service': 'core/v1',
  'apps/v1 Deployment': 'apps/v1',
  'autoscaling/v2 HorizontalPodAutoscaler': 'autoscaling/v2',
  'policy/v1 PodDisruptionBudget': 'policy/v1',
  'networking.k8s.io/v1 NetworkPolicy': 'networking/v1',
};

type Manifest = Readonly<Record<string, unknown>>;

const files = readdirSync(deployFile('kubernetes')).filter((name) => name !== 'kustomization.yaml');
const manifests: readonly Manifest[] = files.flatMap((name) => documentsOf(`kubernetes/${name}`));

/** Reads a value at a path of keys and indexes. @throws Error naming the path where nothing is there */
function at(value: unknown, ...path: readonly (string | number)[]): unknown {
  let found = value;
  for (const step of path) found = (found as Record<string | number, unknown> | undefined)?.[step];
  if (found === undefined) throw new Error(`The manifest has nothing at ${path.join('.')}.`);
  return found;
}

const ofKind = (kind: string): Manifest => {
  const found = manifests.find((one) => one['kind'] === kind);
  if (found === undefined) throw new Error(`deploy/kubernetes has no ${kind}.`);
  return found;
};

let folder: string;
beforeAll(() => {
  // Below node_modules, so that the compiler finds kubernetes-types and git does not see it.
  folder = mkdtempSync(join(ROOT, 'node_modules', '.manifests-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What the TypeScript compiler says of manifests written as typed literals: unknown fields, wrong types, missing fields. */
async function mistakesIn(manifestList: readonly object[]): Promise<string> {
  const lines = manifestList.map((manifest, index) => {
    const { apiVersion, kind } = manifest as { apiVersion: string; kind: string };
    const module = MODULES[`${apiVersion} ${kind}`];
    if (module === undefined) throw new Error(`No types are known for ${apiVersion} ${kind}.`);
    return `export const manifest${index}: import('kubernetes-types/${module}').${kind} = ${JSON.stringify(manifest, null, 1)};`;
  });
  writeFileSync(join(folder, 'manifests.ts'), lines.join('\n'));
  const compiler = join(ROOT, 'node_modules', '.bin', 'tsc');
  const options = [
    '--noEmit',
    '--strict',
    '--ignoreConfig',
    '--types',
    '',
    '--module',
    'esnext',
    '--moduleResolution',
    'bundler',
    'manifests.ts',
  ];
  try {
    await promisify(execFile)(compiler, options, { cwd: folder });
    return '';
  } catch (error) {
    return String((error as { stdout?: string }).stdout ?? error);
  }
}

describe('the Kubernetes manifests', () => {
  it('have the fields and types of Kubernetes’ API', async () => {
    expect(manifests.length).toBeGreaterThanOrEqual(8);
    expect(await mistakesIn(manifests)).toBe('');
  });

  it.each<[string, (manifest: Manifest) => object, RegExp]>([
    [
      'a misspelt field',
      (deployment) => ({ ...deployment, spec: { ...(deployment['spec'] as Manifest), replica: 2 } }),
      /"replica"' does not exist/,
    ],
    [
      'a number where text belongs',
      (deployment) => ({ ...deployment, metadata: { name: 1 } }),
      /'number' is not assignable to type 'string'/,
    ],
    ['no selector', (deployment) => ({ ...deployment, spec: { template: {} } }), /'selector' is missing/],
  ])('would be refused with %s', async (_what, spoil, expected) => {
    expect(await mistakesIn([spoil(ofKind('Deployment'))])).toMatch(expected);
  });

  it('are all listed in kustomization.yaml, the example secret apart', () => {
    const resources = at(documentsOf('kubernetes/kustomization.yaml'), 0, 'resources') as string[];
    expect([...resources, 'secret.example.yaml'].sort()).toEqual([...files].sort());
  });

  it('name settings that the service reads', () => {
    const container = at(ofKind('Deployment'), 'spec', 'template', 'spec', 'containers', 0);
    const names = (at(container, 'env') as { name: string }[]).map(({ name }) => name);
    expect(unknownSettings([...names, ...Object.keys(at(ofKind('ConfigMap'), 'data') as object)])).toEqual(
      [],
    );
  });

  it('mount every secret file that a setting names', () => {
    const container = at(ofKind('Deployment'), 'spec', 'template', 'spec', 'containers', 0);
    const mountPath = at(container, 'volumeMounts', 0, 'mountPath');
    const paths = (at(container, 'env') as { name: string; value: string }[])
      .filter(({ name }) => name.endsWith('_FILE'))
      .map(({ value }) => value);
    const keys = Object.keys(at(ofKind('Secret'), 'stringData') as object);
    expect([...paths].sort()).toEqual(keys.map((key) => `${mountPath}/${key}`).sort());
  });

  it('leave a pod more time to stop than the service may take', () => {
    const pod = at(ofKind('Deployment'), 'spec', 'template', 'spec');
    const data = at(ofKind('ConfigMap'), 'data') as Record<string, string>;
    const delayMs = Number(data['SHUTDOWN_DELAY_MS']);
    const longestStopMs = delayMs + Number(data['SHUTDOWN_TIMEOUT_MS']) + Number(data['GETTY_TIMEOUT_MS']);
    expect(Number(at(pod, 'terminationGracePeriodSeconds')) * 1_000).toBeGreaterThan(longestStopMs);
    // The pod must be out of rotation before it stops listening.
    const probe = at(pod, 'containers', 0, 'readinessProbe') as {
      periodSeconds: number;
      failureThreshold: number;
    };
    expect(delayMs).toBeGreaterThan(probe.periodSeconds * probe.failureThreshold * 1_000);
  });

  it('select the pods that the Deployment makes, at ports that they have', () => {
    const labels = at(ofKind('Deployment'), 'spec', 'template', 'metadata', 'labels');
    const ports = at(ofKind('Deployment'), 'spec', 'template', 'spec', 'containers', 0, 'ports') as {
      name: string;
      containerPort: number;
    }[];
    for (const service of manifests.filter((one) => one['kind'] === 'Service')) {
      expect(at(service, 'spec', 'selector')).toEqual(labels);
      expect(ports.map(({ name }) => name)).toContain(at(service, 'spec', 'ports', 0, 'targetPort'));
    }
    expect(at(ofKind('Deployment'), 'spec', 'selector', 'matchLabels')).toEqual(labels);
    expect(at(ofKind('PodDisruptionBudget'), 'spec', 'selector', 'matchLabels')).toEqual(labels);
    expect(at(ofKind('NetworkPolicy'), 'spec', 'podSelector', 'matchLabels')).toEqual(labels);
    expect(at(ofKind('HorizontalPodAutoscaler'), 'spec', 'scaleTargetRef', 'name')).toBe(
      at(ofKind('Deployment'), 'metadata', 'name'),
    );
    const metricsPort = Number(at(ofKind('ConfigMap'), 'data', 'METRICS_PORT'));
    expect(ports).toContainEqual({ name: 'metrics', containerPort: metricsPort });
  });
});
