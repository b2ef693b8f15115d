// What the terminal says when the service cannot start: as much as a person can act on.
import { ConfigError } from './config.ts';
import { StartRefusal } from './infra/encryption-key.ts';

export function startFailureText(error: unknown): string {
  if (error instanceof ConfigError || error instanceof StartRefusal) return error.message;
  const { code, address, port, stack } = error as NodeJS.ErrnoException & { address?: string; port?: number };
  if (code === 'EADDRINUSE') return `Something listens on ${address}:${port} already: stop it, or set PORT.`;
  if (code === 'EACCES' && port !== undefined)
    return `Not allowed to listen on ${address}:${port}: set PORT above 1023.`;
  return `The service could not start: ${stack ?? String(error)}`;
}
