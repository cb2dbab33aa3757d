import {randomBytes} from 'node:crypto';
import http from 'node:http';
import https from 'node:https';
import {createLog} from './log.ts';
import {NetError, type Log, type Net, type NetRequest, type NetResponse, type Timer, type World} from './ports.ts';

/** The real world: the only file of the server that touches clock, chance, timers and network. */
export function realWorld(name: string): World {
  const clock = {now: () => Date.now()};
  const log = createLog(name, clock.now, (line) => process.stdout.write(line));
  return Object.freeze({
    log,
    clock,
    random: {bytes: (length: number) => new Uint8Array(randomBytes(length))},
    timer: realTimer(log),
    net: realNet(),
  });
}

/** The longest wait that `setTimeout` can do; anything longer is several of them. */
const waitMax = 2 ** 31 - 1;

function realTimer(log: Log): Timer {
  return {
    after(ms, run) {
      let handle: NodeJS.Timeout;
      const wait = (left: number): void => {
        handle = setTimeout(
          () => {
            if (left > waitMax) return wait(left - waitMax);
            Promise.resolve()
              .then(run)
              .catch((error: unknown) => log('timer_failed', {error: error instanceof Error ? error.name : 'unknown'}));
          },
          Math.min(Math.max(left, 0), waitMax),
        );
        // Only the listening sockets keep a process alive: work that is due later is in the store.
        handle.unref();
      };
      wait(ms);
      return {cancel: () => clearTimeout(handle)};
    },
  };
}

const connectTimeoutMs = 5_000;
const bytesMaxDefault = 65_536;

/** Idle connections are dropped well before the other side would (20 s in `listen.ts`), so none is found half closed. */
const agentOptions = {keepAlive: true, timeout: 4_000, maxSockets: 64};

function realNet(): Net {
  const agents = {'http:': new http.Agent(agentOptions), 'https:': new https.Agent(agentOptions)};

  return {
    fetch: (request) =>
      new Promise((resolve, reject) => {
        const url = URL.canParse(request.url) ? new URL(request.url) : undefined;
        if (url?.protocol !== 'http:' && url?.protocol !== 'https:') {
          return reject(new NetError('not_sent', new TypeError('not an http address')));
        }
        const secure = url.protocol === 'https:';
        const call = (secure ? https : http).request(url, {
          method: request.method,
          headers: {...request.headers, ...lengthOf(request)},
          // A pinned address must not borrow a connection that was made to another one.
          ...(request.address === undefined && !request.identity
            ? {agent: agents[url.protocol]}
            : {agent: false, ...pinned(request.address), ...identified(request)}),
        });

        let connected = false;
        const fail = (error: unknown): void => {
          clearTimeout(whole);
          clearTimeout(connecting);
          call.destroy();
          reject(new NetError(connected ? 'no_answer' : 'not_sent', error));
        };
        const whole = setTimeout(() => fail(new Error('timeout')), request.timeoutMs);
        const connecting = setTimeout(() => !connected && fail(new Error('connect timeout')), connectTimeoutMs);
        const reached = (): void => {
          connected = true;
          clearTimeout(connecting);
        };

        call.on('error', fail);
        call.on('socket', (socket) => {
          // A connection that is reused was made before: whatever is written on it may have arrived.
          if (!socket.connecting && call.reusedSocket) reached();
          else socket.once(secure ? 'secureConnect' : 'connect', reached);
        });
        call.on('response', (response) => {
          collect(response, request).then((answer) => {
            clearTimeout(whole);
            clearTimeout(connecting);
            resolve(answer);
          }, fail);
        });
        call.end(request.body);
      }),
  };
}

function lengthOf({body}: NetRequest): Record<string, number> {
  return body === undefined ? {} : {'content-length': Buffer.byteLength(body)};
}

/** A connection under one name is never lent to another. */
function identified({identity}: NetRequest): https.RequestOptions {
  if (!identity) return {};
  const {certificate: cert, key, authority: ca} = identity;
  return {cert, key, ...(ca !== undefined && {ca})};
}

function pinned(address: string | undefined): http.RequestOptions {
  if (address === undefined) return {};
  const family = address.includes(':') ? 6 : 4;
  return {
    lookup: (_hostname, options, found) =>
      options.all ? found(null, [{address, family}]) : found(null, address, family),
  };
}

async function collect(
  response: http.IncomingMessage,
  {bytesMax = bytesMaxDefault, charset}: NetRequest,
): Promise<NetResponse> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of response) {
    bytes += chunk.length;
    if (bytes > bytesMax) throw new Error('answer too large');
    chunks.push(chunk);
  }
  if (!response.complete) throw new Error('answer cut off');
  const headers = Object.fromEntries(
    Object.entries(response.headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(', ') : (value ?? ''),
    ]),
  );
  return {status: response.statusCode ?? 0, headers, body: Buffer.concat(chunks).toString(charset ?? 'utf8')};
}
