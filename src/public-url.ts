// Where others reach the service: PUBLIC_URL, or the address that it listens on once that is known.
import type { Config } from './config.ts';

export interface PublicUrl {
  /** Undefined while a free port is still to be found. */
  now(): string | undefined;
  /** As soon as it is known. */
  known(): Promise<string>;
  /** @param address such as http://127.0.0.1:4000. */
  listeningAt(address: string): void;
}

export function createPublicUrl({ publicUrl, host, port }: Pick<Config, 'publicUrl' | 'host' | 'port'>): PublicUrl {
  const { promise, resolve } = Promise.withResolvers<string>();
  let url: string | undefined;
  const settle = (found: string) => {
    url ??= found;
    resolve(url);
  };
  if (publicUrl !== undefined) settle(publicUrl);
  else if (port !== 0) settle(`http://${host.includes(':') ? `[${host}]` : host}:${port}`);
  return { now: () => url, known: () => promise, listeningAt: settle };
}
