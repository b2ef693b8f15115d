// A directory to read from and one to write to, both real SCIM servers.
import { scimDirectorySync } from '../../../src/tasks/built-ins/scim-directory-sync.ts';
import { type ScimServer, scimServer } from '../scim/scim-server.ts';
import { run } from './make.ts';

export interface World {
  readonly hr: ScimServer;
  readonly app: ScimServer;
  sync(config?: Record<string, string>): ReturnType<typeof run>;
  /** The target's user of this name. */
  inApp(userName: string): any;
}

export async function world(): Promise<World> {
  const [hr, app] = [await scimServer(), await scimServer()];
  return {
    hr,
    app,
    sync: (config) => run(scimDirectorySync, { source: 'hr', target: 'app', ...config }, { connections: { hr, app } }),
    inApp: (userName) => [...app.users.values()].find((user) => user.userName === userName),
  };
}

/** The same person in both directories. */
export function both({ hr, app }: World, userName: string, more: Record<string, unknown> = {}): void {
  hr.user({ userName, ...more });
  app.user({ userName, ...more });
}
