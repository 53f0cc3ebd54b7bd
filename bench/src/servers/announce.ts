import type { Server } from 'node:http';

/** Listens on any free port and tells the parent which: `listening <port>` on standard output. */
export const announce = (server: Server): void => {
  server.listen(0, '127.0.0.1', () => {
    const address = server.address();
    if (typeof address === 'object' && address !== null) tell(address.port);
  });
};

/** Tells the parent the port. */
export const tell = (port: number): void => {
  process.stdout.write(`listening ${port}\n`);
};
