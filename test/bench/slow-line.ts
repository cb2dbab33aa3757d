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

/** About a packet: in such pieces two connections share the line instead of waiting for each other. */
const pieceBytes = 1460;

export function slowLine({roundTripMs, downBits}: Line) {
  const half = roundTripMs / 2;
  const bytesPerMs = downBits / 8 / 1000;
  const servers: Server[] = [];
  const sockets = new Set<Socket>();
  /** When the line is free again. */
  let freeAt = 0;

  function carry(client: Socket, port: number): void {
    const server = connect(port, '127.0.0.1');
    for (const socket of [client, server]) {
      sockets.add(socket);
      socket.setNoDelay(true);
      socket.on('error', () => undefined);
      socket.on('close', () => sockets.delete(socket));
    }
    const [up, down] = [inOrder(), inOrder()];
    // The handshake: nothing that the browser sends leaves before it is done.
    const made = performance.now() + roundTripMs;
    client.on('data', (bytes) => up(Math.max(made, performance.now()) + half, () => server.write(bytes)));
    client.on('close', () => server.destroy());
    server.on('data', (bytes) => {
      for (let from = 0; from < bytes.length; from += pieceBytes) {
        const piece = bytes.subarray(from, from + pieceBytes);
        freeAt = Math.max(freeAt, performance.now()) + piece.length / bytesPerMs;
        down(freeAt + half, () => client.writable && client.write(piece));
      }
    });
    server.on('close', () => down(performance.now() + half, () => client.end()));
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

/** Runs each thing at its time and none before an earlier one: two timers may overtake each other by a millisecond. */
function inOrder(): (at: number, run: () => void) => void {
  const waiting: {readonly at: number; readonly run: () => void}[] = [];
  function wait(): void {
    const [first] = waiting;
    if (first) setTimeout(go, Math.max(0, first.at - performance.now()));
  }
  function go(): void {
    waiting.shift()?.run();
    wait();
  }
  return (at, run) => {
    if (waiting.push({at, run}) === 1) wait();
  };
}
