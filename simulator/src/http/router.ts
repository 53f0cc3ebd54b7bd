import type { SimulatorSwitches } from '../types.js';
import type { Route } from './routes.js';

/** A route that fits a request, and what stood in its braces. */
export interface Match {
  readonly route: Route;
  readonly params: Readonly<Record<string, string>>;
}

interface Compiled {
  readonly route: Route;
  readonly pattern: RegExp;
}

/** Finds the operation for a method and a path. */
export class Router {
  private readonly compiled: readonly Compiled[];

  constructor(routes: readonly Route[]) {
    this.compiled = routes.map((route) => ({ route, pattern: patternOf(route.path) }));
  }

  /** `undefined`: there is no such operation, or it is switched off. */
  find(method: string, path: string, switches: SimulatorSwitches): Match | undefined {
    for (const { route, pattern } of this.compiled) {
      if (!isSwitchedOn(route, switches) || !methodFits(route, method)) continue;
      const match = pattern.exec(path);
      if (match !== null) return { route, params: decoded(match.groups ?? {}) };
    }
    return undefined;
  }
}

function patternOf(path: string): RegExp {
  const escaped = path.replace(/[.]/g, '\\.').replace(/\{(\w+)\}/g, '(?<$1>[^/]+?)');
  // Some of Getty Images' own clients end a path with a slash.
  return new RegExp(`^${escaped}/?$`);
}

function methodFits(route: Route, method: string): boolean {
  if (route.method === method) return true;
  return method === 'HEAD' && route.method === 'GET' && (route.api === 'delivery' || route.api === 'media');
}

function isSwitchedOn(route: Route, switches: SimulatorSwitches): boolean {
  if (route.api === 'v1') return switches.v1Enabled;
  if (route.api === 'v2') return switches.v2Enabled;
  return route.api !== 'v3' || switches.v3Enabled;
}

function decoded(groups: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(groups).map(([name, value]) => [name, decode(value)]));
}

function decode(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}
