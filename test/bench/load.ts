import {Agent, request} from 'node:http';

/** Answers per second of one address, with so many connections, for a bounded time. Anything but 201 ends it. */
export async function perSecond(
  url: string,
  {
    body,
    headers,
    connections,
    forMs,
  }: {
    readonly body: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly connections: number;
    readonly forMs: number;
  },
): Promise<number> {
  const agent = new Agent({keepAlive: true, maxSockets: connections});
  const once = () =>
    new Promise<void>((resolve, reject) => {
      const call = request(
        url,
        {
          method: 'POST',
          agent,
          headers: {...headers, 'content-type': 'application/json', 'content-length': Buffer.byteLength(body)},
        },
        (answer) => {
          answer.resume();
          answer.on('end', () =>
            answer.statusCode === 201 ? resolve() : reject(new Error(`answered ${answer.statusCode}`)),
          );
        },
      );
      call.on('error', reject);
      call.end(body);
    });

  async function run(ms: number): Promise<number> {
    const end = performance.now() + ms;
    let count = 0;
    const started = performance.now();
    await Promise.all(
      Array.from({length: connections}, async () => {
        while (performance.now() < end) {
          await once();
          count++;
        }
      }),
    );
    return count / ((performance.now() - started) / 1000);
  }

  await run(forMs / 4);
  const rate = await run(forMs);
  agent.destroy();
  return rate;
}
