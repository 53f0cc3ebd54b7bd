import type { Server } from 'node:http';

/** Listens on a free port and prints `listening <port>` for the parent. */
export const announce = (server: Server): void => {
  server.listen(0, '127.0.0.1', () => {
    const address = server.address();
    if (typeof address === 'object' && address !== null) tell(address.port);
  });
};

/** Prints the port for the parent. */
export const tell = (port: number): void => {
  process.stdout.write(`listening ${port}\n`);
};
