import { createTokenBackend } from './token-backend.mjs';

/** @param {string} name @param {string} example */
const required = (name, example) => {
  const value = process.env[name];
  if (value) return value;
  process.stderr.write(`token-backend cannot start: ${name} is missing, e.g. ${name}=${example}\n`);
  process.exit(1);
};

/** Base URLs are joined with paths, and must not end with a slash. @param {string} url */
const base = (url) => url.replace(/\/+$/, '');

const port = Number(process.env['PORT'] ?? 4100);
const app = await createTokenBackend({
  authUrl: base(process.env['GETTY_AUTH_URL'] ?? 'https://authentication.gettyimages.com'),
  clientId: required('GETTY_API_KEY', 'your-api-key'),
  clientSecret: process.env['GETTY_API_SECRET'] || null,
  publicUrl: base(process.env['PUBLIC_URL'] ?? `http://127.0.0.1:${port}`),
  appUrl: process.env['APP_URL'] ?? 'http://127.0.0.1:5173/',
  log: true,
  appRedirects: (process.env['APP_REDIRECTS'] ?? '').split(',').filter((link) => link !== ''),
});
process.once('SIGTERM', () => void app.close());
process.once('SIGINT', () => void app.close());
await app.listen({ host: process.env['HOST'] ?? '127.0.0.1', port });
