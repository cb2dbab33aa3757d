import {createServer, connect, type Server, type Socket} from 'node:net';

/**
 * A slow line in front of a local port: a connection takes one round trip to be made, each byte half a round trip, and
 * all connections of one line share its width. Below the browser, so that frames in other processes are slowed alike.
 */
export interface Line {
  readonly roundTripMs: number;
  /** Bits per second, towards the browser. */
  readonly downBits: number;
}

/** Slow 4G. */
export const slow4g: Line = {roundTripMs: 150, downBits: 1_600_000};

export function slowLine({roundTripMs, downBits}: Line) {
  const half = roundTripMs / 2;
  const bytesPerMs = downBits / 8 / 1000;
  const servers: Server[] = [];
  const sockets = new Set<Socket>();
  /** When the line is free again. */
  let freeAt = 0;
  const later = (at: number, run: () => void) => setTimeout(run, Math.max(0, at - performance.now()));

  function carry(client: Socket, port: number): void {
    const server = connect(port, '127.0.0.1');
    for (const socket of [client, server]) {
      sockets.add(socket);
      socket.setNoDelay(true);
      socket.on('error', () => undefined);
      socket.on('close', () => sockets.delete(socket));
    }
    // The handshake: nothing that the browser sends leaves before it is done.
    const made = performance.now() + roundTripMs;
    client.on('data', (bytes) => later(Math.max(made, performance.now()) + half, () => server.write(bytes)));
    server.on('data', (bytes) => {
      // In pieces, so that two connections share the line instead of waiting for each other.
      for (let from = 0; from < bytes.length; from += 1460) {
        const piece = bytes.subarray(from, from + 1460);
        freeAt = Math.max(freeAt, performance.now()) + piece.length / bytesPerMs;
        later(freeAt + half, () => client.writable && client.write(piece));
      }
    });
    client.on('close', () => server.destroy());
    server.on('end', () => later(freeAt + half + 1, () => client.end()));
  }

  return {
    /** Listens on `from`, in front of `to`. */
    async open(from: number, to: number): Promise<void> {
      const server = createServer((client) => carry(client, to));
      servers.push(server);
      await new Promise<void>((resolve, reject) => server.once('error', reject).listen(from, '127.0.0.1', resolve));
    },
    close(): void {
      for (const socket of sockets) socket.destroy();
      for (const server of servers) server.close();
    },
  };
}
