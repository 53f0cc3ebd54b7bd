import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort, type Running, run, start } from './command.js';

const root = fileURLToPath(new URL('../../', import.meta.url));
const example = join(root, 'examples/web');

/** A download that the simulator charged. */
export interface Charge {
  readonly account: string;
  readonly assetId: string;
  readonly productId: number;
  readonly free: boolean;
  readonly note: string | null;
  readonly projectCode: string | null;
}

/** The running page, with the service behind it and the simulator behind that. */
export interface Fixture {
  /** Where the page is. */
  readonly url: string;
  /** A token of one of the simulator's accounts. */
  tokenOf(account: string): Promise<string>;
  /** Expires every token that was issued so far. */
  expireTokens(): Promise<void>;
  /** Sets how many downloads are left of a product, as if a colleague had used the others. */
  setRemaining(account: string, productId: number, remaining: number): Promise<void>;
  /** Adds a fault to the next requests of an operation of the simulator. */
  addFault(fault: Readonly<Record<string, unknown>>): Promise<void>;
  /** Sets allowances, histories and charges back to those of a simulator that just started. */
  reset(): Promise<void>;
  /** Downloads that were charged since the simulator started or was reset. */
  charges(): Promise<readonly Charge[]>;
  close(): Promise<void>;
}

/** Starts the service, builds the example for it, and serves the build. */
export async function startFixture(): Promise<Fixture> {
  const main = join(root, 'dist/src/main.js');
  if (!existsSync(main)) throw new Error('The service is not built. Run `npm run build` first.');
  const running: Running[] = [];
  const folder = await mkdtemp(join(tmpdir(), 'getty-graphql-web-'));
  const close = async () => {
    await Promise.all(running.map((one) => one.stop()));
    await rm(folder, { recursive: true, force: true });
  };
  try {
    const port = await freePort();
    const url = `http://127.0.0.1:${port}/`;
    const service = start(process.execPath, [main], {
      cwd: root,
      env: { PORT: '0', CORS_ORIGINS: url.slice(0, -1), LOG_LEVEL: 'warn' },
    });
    running.push(service);
    const [, graphql = ''] = await service.says(/answers at (http:\S+\/graphql)/);
    const [, simulator = ''] = await service.says(/started at (http:\/\/[\d.]+:\d+)/);

    if (!existsSync(join(example, 'node_modules'))) {
      await run('npm', ['ci', '--no-audit', '--no-fund'], { cwd: example });
    }
    // The types are made from the schema; a change of it must not leave them behind.
    await run('npm', ['run', 'codegen', '--', '--check'], { cwd: example });
    const output = ['--outDir', folder, '--emptyOutDir'];
    await run('npm', ['run', 'build', '--', ...output], { cwd: example, env: { VITE_GRAPHQL_URL: graphql } });
    const vite = join(example, 'node_modules/vite/bin/vite.js');
    const listen = ['--port', String(port), '--strictPort', '--host', '127.0.0.1'];
    const preview = start(process.execPath, [vite, 'preview', '--outDir', folder, ...listen], {
      cwd: example,
    });
    running.push(preview);
    await preview.says(/Local:/);
    return { url, close, ...simulatorAt(simulator) };
  } catch (error) {
    await close();
    throw error;
  }
}

function simulatorAt(url: string): Omit<Fixture, 'url' | 'close'> {
  const control = async <Answer>(path: string, init?: RequestInit): Promise<Answer> => {
    const response = await fetch(`${url}/__simulator${path}`, init);
    return (await response.json()) as Answer;
  };
  return {
    async tokenOf(account) {
      const body = JSON.stringify({ account });
      const answer = await control<{ access_token: string }>('/tokens', { method: 'POST', body });
      return answer.access_token;
    },
    async expireTokens() {
      await control('/tokens', { method: 'DELETE' });
    },
    async setRemaining(account, productId, remaining) {
      const body = JSON.stringify({ account, productId, remaining });
      await control('/remaining', { method: 'POST', body });
    },
    async addFault(fault) {
      await control('/faults', { method: 'POST', body: JSON.stringify(fault) });
    },
    async reset() {
      await control('/reset', { method: 'POST' });
    },
    async charges() {
      return (await control<{ charges: Charge[] }>('/ledger')).charges;
    },
  };
}
