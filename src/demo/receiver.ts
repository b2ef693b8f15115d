// The demo's receiver: prints what arrives. One of its paths is down for two requests out of three, one
// refuses every token.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface DemoReceiver {
  readonly url: string;
  close(): Promise<void>;
}

const refusal = [401, '{"error":"the token has expired"}'] as const;

export async function startDemoReceiver(print: (line: string) => void): Promise<DemoReceiver> {
  let flaky = 0;
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const isDown = request.url === '/directory' && flaky++ % 3 !== 2;
      const [status, text] = isDown ? [503, 'try again later'] : request.url === '/tickets' ? refusal : [200, 'ok'];
      print(`${request.method} ${request.url} answered ${status}  ${Buffer.concat(chunks).toString('utf8')}`);
      response.writeHead(status, { 'content-type': 'text/plain' }).end(text);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
