import type { IncomingMessage } from 'node:http';
import proxyAddr from '@fastify/proxy-addr';
import ipaddr from 'ipaddr.js';

/** Finds the address of the client behind a request or a connection. */
export interface ClientAddresses {
  /** The client's address: from `X-Forwarded-For` as far as trusted proxies wrote it, else the connection's. */
  of(request: IncomingMessage): string;
  /** Whether an address belongs to a trusted proxy. */
  isProxy(address: string): boolean;
}

/** Some proxies write the port, too. */
const withoutPort = (address: string): string =>
  /^\[(.+)\](?::\d+)?$/.exec(address)?.[1] ?? /^([\d.]+):\d+$/.exec(address)?.[1] ?? address;

/**
 * Reduces an address to what separates clients: an IPv4 address, or the /64 of an IPv6 address, which is the least
 * that a customer of a provider gets. IPv4 in IPv6's form counts as IPv4. Anything else is returned unchanged.
 */
export const networkOf = (address: string): string => {
  const bare = address.replace(/%.*$/, '');
  if (!ipaddr.isValid(bare)) return address;
  const parsed = ipaddr.process(bare);
  if (parsed.kind() === 'ipv4') return parsed.toString();
  const first = parsed.toByteArray().slice(0, 8);
  return `${ipaddr.fromByteArray([...first, 0, 0, 0, 0, 0, 0, 0, 0]).toString()}/64`;
};

/** @param trusted addresses, CIDR ranges and names of ranges; `null`: no proxy is trusted */
export const clientAddresses = (trusted: readonly string[] | null): ClientAddresses => {
  if (trusted === null)
    return { of: ({ socket }) => networkOf(socket.remoteAddress ?? ''), isProxy: () => false };
  const isTrusted = proxyAddr.compile([...trusted]);
  const isProxy = (address: string): boolean => ipaddr.isValid(address) && isTrusted(address, 0);
  return {
    isProxy,
    of(request) {
      const direct = request.socket.remoteAddress ?? '';
      // Nearly all requests name one client, or none.
      if (request.headers['x-forwarded-for'] === undefined || !isProxy(direct)) return networkOf(direct);
      const found = withoutPort(proxyAddr(request, (address) => isProxy(withoutPort(address))));
      // Anything else was invented by the client, or by a proxy that hides it.
      return ipaddr.isValid(found) ? networkOf(found) : networkOf(direct);
    },
  };
};

/** Whether an address is of this machine or of a private network, where proxies stand. */
export const isPrivate = (address: string): boolean =>
  ipaddr.isValid(address) &&
  ['loopback', 'private', 'uniqueLocal', 'linkLocal', 'carrierGradeNat'].includes(
    ipaddr.process(address).range(),
  );
