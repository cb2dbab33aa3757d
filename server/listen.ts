import type {Server} from 'node:http';
import {createAdaptorServer} from '@hono/node-server';
import {SettingError} from './settings.ts';

export interface ListenOptions {
  /** An app's `fetch`. Its `env` is the connection: `c.env.incoming.socket.remoteAddress`. */
  readonly fetch: (request: Request, env: object) => Response | Promise<Response>;
  readonly port: number;
  /** All addresses when not given; `127.0.0.1` for what only this machine may reach. */
  readonly hostname?: string;
  /** The setting that holds the port (`PAY_PORT`), for the message when it is taken. */
  readonly name: string;
}

export interface Listening {
  /** Takes no more connections, finishes the requests in flight, at most 10 s. */
  close(): Promise<void>;
}

const closeTimeoutMs = 10_000;

/** @throws SettingError when the port is taken or not allowed. */
export async function listen({fetch, port, hostname, name}: ListenOptions): Promise<Listening> {
  // No HTTP/2 here: the adaptor gives a plain node server unless asked otherwise.
  const server = createAdaptorServer({fetch, overrideGlobalObjects: false}) as Server;
  server.keepAliveTimeout = 20_000;
  server.headersTimeout = 10_000;
  server.requestTimeout = 30_000;

  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(explain(error, port, name)));
    server.listen({port, ...(hostname !== undefined && {host: hostname})}, resolve);
  });

  return {
    close: () =>
      new Promise((resolve) => {
        const limit = setTimeout(() => server.closeAllConnections(), closeTimeoutMs);
        // A connection that is kept alive becomes idle when its request in flight is answered.
        const idle = setInterval(() => server.closeIdleConnections(), 20);
        server.close(() => {
          clearTimeout(limit);
          clearInterval(idle);
          resolve();
        });
        server.closeIdleConnections();
      }),
  };
}

function explain(error: NodeJS.ErrnoException, port: number, name: string): Error {
  if (error.code === 'EADDRINUSE') {
    return new SettingError(`Port ${port} is already in use. Stop the other program, or set ${name} to a free port.`);
  }
  if (error.code === 'EACCES') {
    return new SettingError(`Port ${port} needs more rights. Set ${name} to a port above 1023.`);
  }
  if (error.code === 'EADDRNOTAVAIL') {
    return new SettingError(`The address to listen on is not one of this machine's. Change the one beside ${name}.`);
  }
  return error;
}
