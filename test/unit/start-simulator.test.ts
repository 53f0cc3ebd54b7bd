import { describe, expect, it } from 'vitest';
import { SimulatorMissingError, startSimulatorIfNeeded } from '../../src/cli/start-simulator.js';
import { readConfig } from '../../src/config/read-config.js';

const withoutCredentials = readConfig({});

function failure(code: string): () => Promise<never> {
  return () => Promise.reject(Object.assign(new Error('Cannot find it'), { code }));
}

describe('startSimulatorIfNeeded', () => {
  it('without credentials the simulator is started and the settings point to it', async () => {
    const running = await startSimulatorIfNeeded(withoutCredentials);
    try {
      expect(running?.config.getty).toMatchObject({
        apiUrl: running?.url,
        authUrl: running?.url,
        connectUrl: running?.url,
      });
      const response = await fetch(`${running?.url}/v3/search/images/creative?phrase=dog`, {
        headers: { 'api-key': running?.env['GETTY_API_KEY'] ?? '' },
      });
      expect(response.status).toBe(200);
    } finally {
      await running?.close();
    }
  });

  it('with credentials the simulator is not loaded', async () => {
    const config = readConfig({ GETTY_API_KEY: 'key', GETTY_API_SECRET: 'secret' });
    await expect(startSimulatorIfNeeded(config, failure('ERR_MODULE_NOT_FOUND'))).resolves.toBeNull();
  });

  it('a missing simulator package is named with the two settings', async () => {
    const start = startSimulatorIfNeeded(withoutCredentials, failure('ERR_MODULE_NOT_FOUND'));
    await expect(start).rejects.toThrow(SimulatorMissingError);
    await expect(start).rejects.toThrow(
      /getty-images-simulator.*GETTY_API_KEY and GETTY_API_SECRET.*npm ci && npm run build/,
    );
  });

  it('other failures to load the simulator are thrown unchanged', async () => {
    await expect(startSimulatorIfNeeded(withoutCredentials, failure('ERR_REQUIRE_ESM'))).rejects.toThrow(
      'Cannot find it',
    );
  });
});
