// A receiver that counts what is open at once, path by path, and notices senders that hang up before their answer.
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface CrowdedReceiver {
  /** Such as http://127.0.0.1:40123. Every path answers 200 after `answerAfterMs`. */
  readonly url: string;
  /** The `webhook-id` of each request for a path, in the order of arrival. */
  ids(path: string): readonly string[];
  /** Requests that wait for their answer at this moment. */
  open(path: string): number;
  /** The most that ever waited at once. */
  mostOpen(path: string): number;
  /** The `webhook-id` of each request whose sender hung up before its answer. */
  readonly cut: readonly string[];
  /** From now on requests for a path get no answer until release(). */
  hold(path: string): void;
  release(path: string): void;
  close(): Promise<void>;
}

interface Path {
  readonly ids: string[];
  readonly open: Set<ServerResponse>;
  mostOpen: number;
  held: ServerResponse[] | undefined;
}

export async function startCrowdedReceiver(answerAfterMs: (path: string) => number): Promise<CrowdedReceiver> {
  const paths = new Map<string, Path>();
  const cut: string[] = [];
  const at = (path: string): Path => {
    const known = paths.get(path) ?? { ids: [], open: new Set<ServerResponse>(), mostOpen: 0, held: undefined };
    paths.set(path, known);
    return known;
  };
  const server = createServer((request, response) => {
    const name = request.url ?? '';
    const path = at(name);
    const id = String(request.headers['webhook-id']);
    path.ids.push(id);
    path.open.add(response);
    path.mostOpen = Math.max(path.mostOpen, path.open.size);
    response.on('close', () => {
      if (path.open.delete(response)) cut.push(id);
    });
    request.resume().on('end', () => {
      setTimeout(() => answer(path, response), path.held ? 0 : answerAfterMs(name));
    });
  });
  const answer = (path: Path, response: ServerResponse) => {
    // Also what was about to be answered when the path was held.
    if (path.held) {
      path.held.push(response);
      return;
    }
    // Before the answer leaves: its receiver may send the next request as soon as it has it.
    if (path.open.delete(response)) response.end('ok');
  };
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    ids: (path) => at(path).ids,
    open: (path) => at(path).open.size,
    mostOpen: (path) => at(path).mostOpen,
    cut,
    hold: (path) => {
      at(path).held ??= [];
    },
    release: (path) => {
      const held = at(path).held ?? [];
      at(path).held = undefined;
      for (const response of held) answer(at(path), response);
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
