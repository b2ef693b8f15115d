// Subscriptions over websocket (graphql-ws). The token comes with connection_init; a connection without it is closed.
import type { IncomingMessage, Server } from 'node:http';
import { type DocumentNode, GraphQLError } from 'graphql';
import { useServer } from 'graphql-ws/use/ws';
import { WebSocketServer } from 'ws';
import type { Caller } from '../domain/caller.ts';
import { type RequestScope, withinRequest } from '../infra/request-scope.ts';
import type { Principal } from './context.ts';
import type { GraphQLServer } from './execute.ts';

/** Finds out who sends an `Authorization: Bearer …` from an address; undefined when it is nobody's. */
export type Authenticate = (credentials: {
  readonly authorization: string | undefined;
  readonly address: string;
}) => Caller | undefined;

export interface WebsocketDoor {
  /** Closes every connection with 1001, going away. */
  close(): Promise<void>;
}

export interface WebsocketOptions {
  /** A ping each so many milliseconds; a peer that does not answer until the next one is gone. Default 12,000. */
  readonly keepAliveMs?: number | undefined;
  /** The id of the request that opens a connection: that of all its operations. */
  readonly requestIdOf: (request: IncomingMessage) => string;
}

/** How long peers have to answer the close, in milliseconds. */
const closeWithinMs = 2_000;
/** Bytes of one message at most. */
const maxPayload = 8 * 1024 * 1024;

export function openWebsocketDoor(
  http: Server,
  server: GraphQLServer,
  authenticate: Authenticate,
  { keepAliveMs = 12_000, requestIdOf }: WebsocketOptions,
): WebsocketDoor {
  // Not given the HTTP server itself: it would take over that one's errors, such as a port in use.
  const sockets = new WebSocketServer({ noServer: true, maxPayload });
  const scopes = new WeakMap<IncomingMessage, RequestScope>();
  sockets.on('headers', (headers, request) => {
    const requestId = requestIdOf(request);
    scopes.set(request, { requestId, address: request.socket.remoteAddress, door: 'websocket' });
    headers.push(`x-request-id: ${requestId}`);
  });
  http.on('upgrade', (request, socket, head) => {
    if (request.url?.split('?')[0] === '/graphql')
      sockets.handleUpgrade(request, socket, head, (opened) => sockets.emit('connection', opened, request));
    else socket.end('HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
  });
  const door = useServer<Record<string, unknown>, Extra>(
    {
      onConnect: (context) => {
        const address = context.extra.request.socket.remoteAddress ?? '';
        const caller = authenticate({ authorization: authorizationOf(context.connectionParams), address });
        if (!caller) return false; // closed with 4403
        context.extra.principal = { ...caller, depth: 0 };
        return true;
      },
      onSubscribe: async (context, _id, { query, operationName, variables }) => {
        const principal = context.extra.principal;
        const enveloped = server.getEnveloped({ principal } as never);
        const document = parsed(() => enveloped.parse(query));
        if (document instanceof GraphQLError) return [document];
        const errors = enveloped.validate(enveloped.schema, document);
        if (errors.length > 0) return errors;
        return {
          schema: enveloped.schema,
          document,
          operationName,
          variableValues: variables,
          contextValue: await enveloped.contextFactory(),
          rootValue: {
            scope: scopes.get(context.extra.request) ?? { requestId: 'none' },
            execute: enveloped.execute,
            subscribe: enveloped.subscribe,
          },
        } as never;
      },
      // The error that ended a stream, as the service words it, with its code.
      onError: (_context, _id, _payload, errors) =>
        errors.map((error) => (error.cause instanceof GraphQLError ? error.cause : error).toJSON()),
      execute: (args) => inScope(args.rootValue as Enveloped, ({ execute }) => execute(args)),
      subscribe: (args) => inScope(args.rootValue as Enveloped, ({ subscribe }) => subscribe(args)),
    },
    sockets,
    keepAliveMs,
  );
  return {
    close: async () => {
      const overdue = setTimeout(() => {
        for (const socket of sockets.clients) socket.terminate();
      }, closeWithinMs);
      await door.dispose();
      clearTimeout(overdue);
    },
  };
}

function parsed(parse: () => DocumentNode): DocumentNode | GraphQLError {
  try {
    return parse();
  } catch (error) {
    if (error instanceof GraphQLError) return error;
    throw error;
  }
}

type Extra = { principal?: Principal };

const inScope = (enveloped: Enveloped, work: (enveloped: Enveloped) => never): never =>
  withinRequest(enveloped.scope, () => work(enveloped));

interface Enveloped {
  readonly scope: RequestScope;
  execute(args: unknown): never;
  subscribe(args: unknown): never;
}

/** `authorization` in any spelling. */
function authorizationOf(params: Readonly<Record<string, unknown>> | undefined): string | undefined {
  const found = Object.entries(params ?? {}).find(([name]) => name.toLowerCase() === 'authorization')?.[1];
  return typeof found === 'string' ? found : undefined;
}
