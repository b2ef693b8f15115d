// One Fastify for every door: who may enter, how large a body may be, and what errors look like outside GraphQL.
import type { ServerResponse } from 'node:http';
import { type FastifyError, type FastifyInstance, type FastifyReply, fastify } from 'fastify';
import { type Admission, openAdmission } from './admission.ts';
import { Refusal } from './domain/refusal.ts';
import type { Principal } from './graphql/context.ts';
import { createExecute, type GraphQLServer, sharedApi } from './graphql/execute.ts';
import { openWebsocketDoor, type WebsocketOptions } from './graphql/websocket.ts';
import type { Log } from './infra/log.ts';
import type { Metrics } from './infra/metrics.ts';
import { withinRequest } from './infra/request-scope.ts';
import { requestIdOf, scopeOf, watchRequests } from './request-watch.ts';
import { openReferenceDoor } from './rest/openapi/reference-door.ts';
import { type ProblemAnswer, problem, problemOfRefusal } from './rest/problem.ts';
import { openRestDoor } from './rest/rest-door.ts';
import { openSourceDoor, type ProviderRequests } from './rest/source-door.ts';
import { openSupervision, type SupervisionTools } from './supervision.ts';
import { version } from './version.ts';
import { openWebDoor } from './web-door.ts';

export interface ServerTools extends SupervisionTools {
  readonly log: Log;
  readonly metrics: Metrics;
  /** Undefined for a worker, which has no doors but its health. */
  readonly graphql: GraphQLServer | undefined;
  /** Who answers identity providers. */
  readonly providers: ProviderRequests;
  readonly admission: Admission;
  readonly websocket?: Omit<WebsocketOptions, 'requestIdOf'> | undefined;
  /** Origins that the admin page may ask beside this one. Default: none. */
  readonly pageMayAsk?: readonly string[];
  /** Documents that anybody may read, by path. Served where the other doors are. */
  readonly wellKnown?: ReadonlyMap<string, () => Promise<object>>;
}

export interface Server {
  /** @returns the address that it listens on, such as http://127.0.0.1:4000. */
  listen(host: string, port: number): Promise<string>;
  /** Takes no more requests and answers those that it has; sockets and event streams end. */
  close(): Promise<void>;
}

/** Bytes of a request body at most: room for a batch of events. */
const bodyLimit = 8 * 1024 * 1024;
/** How long requests that are being answered have when the server closes, in milliseconds. */
const closeWithinMs = 4_000;

export async function createServer(tools: ServerTools): Promise<Server> {
  const { log, graphql, admission, websocket, wellKnown } = tools;
  const app = fastify({
    bodyLimit,
    requestTimeout: 30_000,
    return503OnClosing: true,
    forceCloseConnections: 'idle',
    routerOptions: { maxParamLength: 512 },
    genReqId: requestIdOf,
    // An address that cannot be decoded: it never reaches the hooks.
    frameworkErrors: (error, { id }, reply) =>
      void sendProblem(reply.header('x-request-id', id), problem(400, 'Bad request', error.message)),
  });
  app.decorate('addressOf', admission.addressOf);
  watchRequests(app, tools);
  readJsonBodies(app);

  openAdmission(app, admission);

  app.setErrorHandler((error: FastifyError, request, reply) => {
    const status = error.statusCode ?? 500;
    if (status >= 500)
      withinRequest(scopeOf(request), () => log.error({ error, method: request.method }, 'request ended by surprise'));
    const [title, detail] =
      status < 500
        ? (clientErrors[status] ?? ['Bad request', error.message])
        : ['Internal server error', 'something went wrong on our side'];
    const { body } = problem(status, title, detail);
    return sendProblem(reply, { status, body: status < 500 ? body : { ...body, request_id: request.id } });
  });
  const allowedMethods = rememberRoutes(app);
  app.setNotFoundHandler((request, reply) => {
    const allowed = allowedMethods(request.url);
    if (allowed.length > 0) reply.header('allow', allowed.join(', '));
    return sendProblem(
      reply,
      allowed.length > 0
        ? problem(405, 'Method not allowed', `this address knows ${allowed.join(', ')}`)
        : problem(404, 'Not found', 'there is nothing at this address'),
    );
  });

  openSupervision(app, tools);

  const streams = new Set<ServerResponse>();
  if (graphql) {
    app.route({
      url: '/graphql',
      method: ['GET', 'POST', 'OPTIONS'],
      handler: async (request, reply) => {
        const response = await graphql.handleNodeRequestAndResponse(request, reply, {
          principal: request.principal ?? nobody,
        });
        for (const [name, value] of response.headers) reply.header(name, value);
        if (response.headers.get('content-type')?.startsWith('text/event-stream')) {
          streams.add(reply.raw);
          const stop = request.principal && admission.watch(request.principal, () => reply.raw.destroy());
          reply.raw.on('close', () => {
            streams.delete(reply.raw);
            stop?.();
          });
        }
        return reply.status(response.status).send(response.body);
      },
    });
    openRestDoor(app, createExecute(graphql), admission.watch);
    openReferenceDoor(app, sharedApi, version);
    for (const [path, read] of wellKnown ?? [])
      app.get(path, { config: { open: true } }, async (_request, reply) => {
        const document = await read().catch((error: unknown) => {
          if (error instanceof Refusal) return error;
          throw error;
        });
        if (document instanceof Refusal) return sendProblem(reply, problemOfRefusal(document));
        return reply.header('cache-control', 'public, max-age=60').send(document);
      });
    await openSourceDoor(app, tools.providers);
    openWebDoor(app, { connectTo: tools.pageMayAsk ?? [] });
  }
  await app.ready();
  const sockets = graphql && openWebsocketDoor(app.server, graphql, admission, { ...websocket, requestIdOf });

  return {
    listen: (host, port) => app.listen({ host, port }),
    close: async () => {
      const overdue = setTimeout(() => app.server.closeAllConnections(), closeWithinMs);
      const closed = [app.close(), sockets?.close()];
      // Cut off, not completed: a client then knows that there is more, and comes back with its cursor.
      for (const stream of streams) stream.destroy();
      await Promise.all(closed).finally(() => clearTimeout(overdue));
    },
  };
}

const sendProblem = (reply: FastifyReply, { status, body }: ProblemAnswer) =>
  reply.status(status).type('application/problem+json; charset=utf-8').send(JSON.stringify(body));

/** Only sees the playground's page, which asks nothing of the schema. */
const nobody: Principal = { kind: 'user', id: '', name: 'nobody', scopes: [], address: '', depth: 0 };

const clientErrors: Record<number, readonly [string, string]> = {
  413: ['Payload too large', `the body is larger than ${bodyLimit / 1024 / 1024} MiB`],
  415: ['Unsupported media type', 'send application/json'],
};

/** @returns the methods that some route knows for an address; empty where there is none. */
function rememberRoutes(app: FastifyInstance): (url: string) => readonly string[] {
  const known: { path: RegExp; methods: readonly string[] }[] = [];
  app.addHook('onRoute', ({ url, method }) => {
    const segments = url.split('/').map((part) => (part.startsWith(':') ? '[^/]+' : RegExp.escape(part)));
    known.push({ path: new RegExp(`^${segments.join('/')}$`), methods: [method].flat() });
  });
  return (url) => {
    const path = url.split('?')[0] ?? '';
    return [...new Set(known.filter((route) => route.path.test(path)).flatMap(({ methods }) => methods))];
  };
}

/** JSON with an empty body allowed, and with keys such as __proto__ kept as the plain names that they are. */
function readJsonBodies(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser(/^application\/([\w.+-]+\+)?json\b/, { parseAs: 'string' }, (_request, body, done) => {
    if (body === '') return done(null, undefined);
    try {
      return done(null, JSON.parse(body as string));
    } catch {
      return done(Object.assign(new Error('the body is not JSON'), { statusCode: 400 }));
    }
  });
}
