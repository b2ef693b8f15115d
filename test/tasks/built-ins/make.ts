import type { BuiltInConfig, BuiltInKind, BuiltInTools } from '../../../src/tasks/built-ins/built-in-kind.ts';
import { TaskError } from '../../../src/tasks/built-ins/task-error.ts';
import { client, outbound } from '../scim/make.ts';
import type { ScimServer } from '../scim/scim-server.ts';

export interface Ran {
  /** `info: …` and so on, in order. */
  readonly lines: readonly string[];
  /** What the run failed with; undefined if it succeeded. */
  readonly error: string | undefined;
}

interface RunOptions {
  readonly connections?: Record<string, ScimServer>;
  readonly purgeHistory?: BuiltInTools['purgeHistory'];
  readonly signal?: AbortSignal;
}

/** Runs a built-in as the service does. What is thrown and is no TaskError or ScimError, the test sees. */
export async function run(kind: BuiltInKind, config: BuiltInConfig, options: RunOptions = {}): Promise<Ran> {
  const { connections = {}, signal = new AbortController().signal } = options;
  const lines: string[] = [];
  const write = (level: string) => (line: string) => void lines.push(`${level}: ${line}`);
  const tools: BuiltInTools = {
    outbound: outbound(),
    log: { info: write('info'), warn: write('warn'), error: write('error') },
    scim: (name) => {
      const server = connections[name];
      if (!server) throw new TaskError(`there is no connection “${name}”`);
      return client(server.baseUrl, { signal });
    },
    event: null,
    input: null,
    purgeHistory: options.purgeHistory ?? (async () => ({ events: 0, deliveries: 0, attempts: 0, runs: 0 })),
  };
  try {
    await kind.run(config, tools, signal);
    return { lines, error: undefined };
  } catch (error) {
    if (error instanceof Error && ['TaskError', 'ScimError'].includes(error.name))
      return { lines, error: error.message };
    throw error;
  }
}
