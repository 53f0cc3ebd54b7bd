import { createServer, type Server } from 'node:http';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTokenBackend } from '../../examples/token-backend/src/token-backend.mjs';
import { type Simulator, startSimulator } from '../../simulator/src/index.js';
import { axeFaults } from './axe.js';
import { launchChromium } from './chromium.js';
import { freePort } from './command.js';

let browser: Browser;
let simulator: Simulator;
let backend: Awaited<ReturnType<typeof createTokenBackend>>;
let page: Server;
let appUrl: string;
let publicUrl: string;

beforeAll(async () => {
  browser = await launchChromium();
  simulator = await startSimulator();
  const [appPort, port] = [await freePort(), await freePort()];
  appUrl = `http://127.0.0.1:${appPort}/`;
  publicUrl = `http://127.0.0.1:${port}`;
  page = createServer((_request, response) => {
    response.setHeader('content-type', 'text/html').end('<!DOCTYPE html><title>App</title>');
  });
  await new Promise<void>((resolve) => page.listen(appPort, '127.0.0.1', resolve));
  backend = await createTokenBackend({
    authUrl: simulator.url,
    clientId: simulator.apiKey,
    clientSecret: simulator.apiSecret,
    publicUrl,
    appUrl,
    appRedirects: [],
    log: false,
  });
  await backend.listen({ host: '127.0.0.1', port });
});

afterAll(async () => {
  await browser?.close();
  await backend?.close();
  page?.close();
  await simulator?.close();
});

/** What the app's page does in the guide, as the browser lets it. */
const askForToken = (url: string, headers: Record<string, string>): string => `
  fetch(${JSON.stringify(url)}, { method: 'POST', credentials: 'include', headers: ${JSON.stringify(headers)} })
    .then(async (response) => ({ status: response.status, body: await response.json() }))
    .catch((error) => ({ error: error.name }))`;

describe('signing in through examples/token-backend, in Chromium', () => {
  it('ends at the app, whose page of another origin then gets a token', async () => {
    const context = await browser.newContext();
    const tab = await context.newPage();
    await tab.goto(`${publicUrl}/login`);
    expect(await axeFaults(tab), 'the simulator’s page of test accounts').toEqual([]);
    await tab.getByRole('button', { name: 'notes' }).click();
    await tab.waitForURL(appUrl);
    const token = askForToken(`${publicUrl}/token`, { 'x-requested-with': 'fetch' });
    expect(await tab.evaluate(token)).toEqual({
      status: 200,
      body: { accessToken: expect.any(String), expiresAt: expect.any(String) },
    });
    await context.close();
  });

  it('gives no token to a page of another port of the same host', async () => {
    const context = await browser.newContext();
    const tab = await context.newPage();
    await tab.goto(`${publicUrl}/login`);
    await tab.getByRole('button', { name: 'notes' }).click();
    await tab.waitForURL(appUrl);
    await tab.goto(`${simulator.url}/.well-known/oauth-authorization-server`);
    const token = askForToken(`${publicUrl}/token`, { 'x-requested-with': 'fetch' });
    expect(await tab.evaluate(token)).toEqual({ error: 'TypeError' });
    await context.close();
  });
});
