// The whole service in this process, on a database of its own and a free port, with clients for its doors.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type Config, readConfig } from '../../src/config.ts';
import { createLog, type Log } from '../../src/infra/log.ts';
import { type Service, startService } from '../../src/service.ts';
import { createTestDatabase, type TestDatabase } from './database.ts';
import { until } from './until.ts';

export const adminToken = 'test-admin-token-0123456789';

export interface RestAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: any;
}

export interface TestService {
  readonly url: string;
  readonly database: TestDatabase;
  rest(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<RestAnswer>;
  graphql(query: string, variables?: Record<string, unknown>): Promise<{ data?: any; errors?: any[] }>;
  /** Creates an integration and gives its id. */
  integration(body: Record<string, unknown>): Promise<string>;
  /** Publishes an event and gives the answer's body. */
  publish(type: string, data?: unknown, more?: Record<string, unknown>): Promise<{ id: string; deliveries: number }>;
  /** Resolves with the deliveries of an integration, newest first, once the condition holds for them. */
  deliveries(integrationId: string, condition: (items: DeliveryItem[]) => boolean): Promise<DeliveryItem[]>;
  stop(): Promise<void>;
}

export type DeliveryItem = Record<string, any>;

export interface TestServiceOptions {
  readonly config?: Partial<Config>;
  readonly database?: TestDatabase;
  readonly log?: Log;
  /** The clock that signatures of event sources are compared with. */
  readonly now?: () => Date;
}

export const testConfig = (more: Partial<Config>): Config => ({
  ...readConfig({ PORT: '0', ADMIN_TOKEN: adminToken, OUTBOUND_ALLOW: '127.0.0.0/8,::1' }, () => []),
  encryptionKey: Buffer.alloc(32, 7),
  ...more,
});

export async function startTestService(options: TestServiceOptions = {}): Promise<TestService> {
  const database = options.database ?? (await createTestDatabase());
  const dataDir = await mkdtemp(path.join(tmpdir(), 'iam-data-'));
  const config = testConfig({ databaseUrl: database.url, dataDir, ...options.config });
  const log = options.log ?? createLog(process.env.TEST_LOG ?? 'silent');
  const service: Service = await startService(config, log, options.now ? { now: options.now } : {});
  const client = createClient(service.url);
  return {
    ...client,
    url: service.url,
    database,
    stop: async () => {
      await service.stop();
      if (!options.database) await database.drop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

/** Clients for a service that runs anywhere. */
export function createClient(url: string, token = adminToken) {
  const rest: TestService['rest'] = async (method, address, body, headers = {}) => {
    const response = await fetch(`${url}${address}`, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    const isJson = /\bjson\b/.test(response.headers.get('content-type') ?? '');
    return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(text) : text };
  };
  const ok = async (promise: Promise<RestAnswer>) => {
    const answer = await promise;
    if (answer.status >= 300) throw new Error(`${answer.status} ${JSON.stringify(answer.body)}`);
    return answer.body;
  };
  return {
    rest,
    graphql: async (query: string, variables?: Record<string, unknown>) =>
      (await rest('POST', '/graphql', { query, variables })).body,
    integration: async (body: Record<string, unknown>) =>
      (await ok(rest('POST', '/integrations', { name: 'test', ...body }))).id as string,
    publish: (type: string, data: unknown = {}, more: Record<string, unknown> = {}) =>
      ok(rest('POST', '/events', { type, data, ...more })),
    deliveries: (integrationId: string, condition: (items: DeliveryItem[]) => boolean) =>
      until(`deliveries of ${integrationId}`, async () => {
        const { items } = await ok(rest('GET', `/integrations/${integrationId}/deliveries?limit=250`));
        return condition(items) && (items as DeliveryItem[]);
      }),
  };
}
