import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Registry } from 'prom-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { collectProcessMetrics } from '../../src/telemetry/metrics.js';
import { ROOT } from '../architecture/sources.js';
import { type Service, startService } from '../support/service.js';
import { describeWithTool } from '../support/tools.js';
import { deployFile, documentsOf } from './files.js';

/** Metrics that queries already name and the service is about to expose. Must shrink to none. */
const COMING_METRICS: readonly string[] = ['getty_graphql_recoveries_total'];

/** Metrics of Prometheus itself. */
const PROMETHEUS_METRICS: readonly string[] = ['up'];

interface Rule {
  readonly alert: string;
  readonly expr: string;
  readonly annotations: { readonly runbook: string; readonly summary: string };
}

interface Panel {
  readonly title: string;
  readonly description?: string;
  readonly targets?: readonly { readonly expr: string }[];
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
}

const rules = (documentsOf('prometheus/alerts.yml')[0] as { groups: { rules: Rule[] }[] }).groups.flatMap(
  (group) => group.rules,
);
const dashboard = JSON.parse(readFileSync(deployFile('grafana/dashboard.json'), 'utf8')) as {
  panels: Panel[];
};
const queries: readonly (readonly [string, string])[] = [
  ...rules.map(({ alert, expr }) => [`the alert ${alert}`, expr] as const),
  ...dashboard.panels.flatMap(({ title, targets = [] }) =>
    targets.map(({ expr }) => [`the panel “${title}”`, expr] as const),
  ),
];

/** The metrics that a PromQL expression reads. Everything else in one is a function, a keyword or a label. */
function metricsIn(expression: string): readonly string[] {
  const bare = expression
    .replace(/"(?:[^"\\]|\\.)*"/g, '')
    .replace(/\{[^}]*\}/g, '')
    .replace(/\[[^\]]*\]/g, '')
    .replace(/\b(?:by|without|on|ignoring|group_left|group_right)\s*\([^)]*\)/g, '')
    .replace(/\$__\w+/g, '');
  const names = [...bare.matchAll(/\b([a-zA-Z_:][\w:]*)\b(?!\s*\()/g)].map(([, name = '']) => name);
  return names.filter((name) => !/^(?:and|or|unless|by|offset|bool)$/.test(name));
}

let exposed: ReadonlySet<string>;
let service: Service;
beforeAll(async () => {
  service = await startService();
  const text = await (await fetch(new URL('/metrics', service.url))).text();
  // What src/main.ts adds in every process.
  const process = new Registry();
  collectProcessMetrics(process);
  const types = `${text}\n${await process.metrics()}`.matchAll(/^# TYPE (\S+) (\w+)$/gm);
  exposed = new Set(
    [...types].flatMap(([, name = '', type]) =>
      type === 'histogram' ? [`${name}_bucket`, `${name}_sum`, `${name}_count`] : [name],
    ),
  );
  process.clear();
});
afterAll(() => service?.close());

describe('queries of dashboard and alerts', () => {
  it('are read for the metrics that they name', () => {
    expect(
      metricsIn('sum by (le, x) (rate(a_bucket{b="c_d",e=~"f"}[5m])) / on (g) h offset 1h or vector(0)'),
    ).toEqual(['a_bucket', 'h']);
  });

  it.each(queries)('%s names only metrics that the service exposes', (_where, expression) => {
    const names = metricsIn(expression);
    expect(names.length).toBeGreaterThan(0);
    const known = new Set([...exposed, ...COMING_METRICS, ...PROMETHEUS_METRICS]);
    expect(names.filter((name) => !known.has(name))).toEqual([]);
  });

  it('wait for no metric that the service exposes by now', () => {
    expect(COMING_METRICS.filter((name) => exposed.has(name))).toEqual([]);
  });
});

describe('the dashboard', () => {
  it('says for every panel what it shows, and lays no two over each other', () => {
    const panels = dashboard.panels.filter(({ targets }) => targets !== undefined);
    expect(
      panels.filter(({ description }) => (description ?? '').length < 20).map(({ title }) => title),
    ).toEqual([]);
    const cells = dashboard.panels.flatMap(({ gridPos: { x, y, w, h } }) =>
      Array.from({ length: w * h }, (_, index) => `${x + (index % w)}:${y + Math.floor(index / w)}`),
    );
    expect(new Set(cells).size).toBe(cells.length);
  });
});

describe('every alert', () => {
  const runbooks = readFileSync(join(ROOT, 'docs/runbooks.md'), 'utf8');
  const unitTests = documentsOf('prometheus/alerts.test.yml')[0] as {
    tests: { alert_rule_test: { alertname: string; exp_alerts?: unknown[] }[] }[];
  };

  it.each(rules.map((rule) => [rule.alert, rule] as const))(
    '%s has a runbook entry',
    (alert, { annotations }) => {
      expect(annotations.runbook).toBe(`docs/runbooks.md#${alert.toLowerCase()}`);
      expect(runbooks).toContain(`\n## ${alert}\n`);
    },
  );

  it.each(rules.map((rule) => rule.alert))(
    '%s has a unit test that fires and one that stays quiet',
    (alert) => {
      const tests = unitTests.tests
        .flatMap((test) => test.alert_rule_test)
        .filter((test) => test.alertname === alert);
      expect(tests.map((test) => (test.exp_alerts ?? []).length > 0).sort()).toEqual([false, true]);
    },
  );
});

describeWithTool('promtool', 'promtool', (promtool) => {
  const run = (...args: readonly string[]) =>
    promisify(execFile)(promtool, args, { cwd: deployFile('prometheus') });

  it('accepts the configuration and its rules', async () => {
    expect((await run('check', 'config', 'prometheus.yml')).stdout).toContain('SUCCESS');
    expect((await run('check', 'rules', 'alerts.yml')).stdout).toContain(`${rules.length} rules found`);
  });

  it('sees every alert fire and stay quiet as its unit test says', async () => {
    expect((await run('test', 'rules', 'alerts.test.yml')).stdout).toContain('SUCCESS');
  });
});
