import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { DownloadImageDocument, DownloadImagesDocument } from '../generated/graphql.js';
import { defined, type Service, startService } from '../support/service.js';

let service: Service;
beforeAll(async () => {
  service = await startService({
    env: {
      GETTY_USERNAME: 'plenty',
      GETTY_PASSWORD: 'plenty-password',
      GETTY_SYSTEM_ID: 'simulator-system',
      GETTY_SYSTEM_PASSWORD: 'simulator-system-password',
    },
  });
});
afterAll(() => service.close());
beforeEach(() => service.simulator.clearFaults());

/** Every token and secret that went to the simulator, and every link that it gave out. */
const secretsOf = (token: string, links: readonly string[]): string[] => {
  const tokens = service.simulator.requests.flatMap(({ headers, body }) => [
    ...(headers['authorization']?.split(' ').slice(1) ?? []),
    ...[.../"(?:Token|DownloadToken)":"([^"]+)"/g[Symbol.matchAll](body)].map((match) => match[1] ?? ''),
  ]);
  const { apiSecret, systemPassword } = service.simulator;
  return [...new Set([token, ...tokens, ...links, apiSecret, systemPassword, 'plenty-password'])].filter(
    (secret) => secret.length > 5,
  );
};

describe('logs and errors', () => {
  it('logs and errors hold no token, secret or link, whatever fails', async () => {
    const token = service.simulator.issueToken('company');
    const links: string[] = [];
    const said: unknown[] = [];
    const spend = /^POST \/v[23]\/download|^CreateDownloadRequest/;
    for (const [index, kind] of (
      [null, 'reset', 'statusAfterCommit', 'truncate', 'html', 'wrongType', 'status'] as const
    ).entries()) {
      for (const via of ['V3', 'V2', 'V1'] as const) {
        if (kind !== null) service.simulator.inject({ operation: spend, kind });
        const [imageId = ''] = service.simulator.imagesFitting('company', 'easyaccess', 30).slice(index);
        const asking = index % 2 === 0 ? { token } : {};
        const response = await service.query(DownloadImageDocument, { input: { imageId, via } }, asking);
        links.push(response.data?.downloadImage?.download?.url ?? '');
        said.push(response.errors, response.data?.downloadImage?.userErrors, response.extensions);
        service.simulator.clearFaults();
      }
    }
    const items = service.simulator.imagesFitting('company', 'easyaccess', 12).slice(8);
    const many = await service.query(DownloadImagesDocument, {
      input: { items: items.map((imageId) => ({ imageId })) },
    });
    links.push(...defined(many.data?.downloadImages).results.map(({ download }) => download?.url ?? ''));
    service.simulator.inject({ operation: 'GET /v3/customers/current', kind: 'html', status: 401 });
    said.push((await service.query('{ viewer { name } }', {}, { token })).errors);

    const secrets = secretsOf(token, links);
    expect(secrets.length).toBeGreaterThan(10);
    const texts = { log: JSON.stringify(service.log), errors: JSON.stringify(said) };
    for (const secret of secrets) {
      expect(texts.log).not.toContain(secret);
      expect(texts.errors).not.toContain(secret);
    }
    expect(service.log.length).toBeGreaterThan(20);
  });
});
