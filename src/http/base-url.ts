/**
 * The address that people can open.
 * @param address where a server listens; one that means all addresses is this machine's own here
 */
export function formatBaseUrl(address: string, port: number): string {
  const host = ['0.0.0.0', '::', ''].includes(address) ? '127.0.0.1' : address;
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
}
