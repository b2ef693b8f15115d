// Subscriptions over websocket (graphql-ws). The token comes with connection_init; a connection without it is closed.
import type { IncomingMessage, Server } from 'node:http';
import { type DocumentNode, GraphQLError } from 'graphql';
import { useServer } from 'graphql-ws/use/ws';
import { WebSocketServer } from 'ws';
import type { Caller } from '../domain/caller.ts';
import { Refusal } from '../domain/refusal.ts';
import { type RequestScope, withinRequest } from '../infra/request-scope.ts';
import type { Principal } from './context.ts';
import type { GraphQLServer } from './execute.ts';

/** What the door asks of those who know the callers. */
export interface SocketAdmission {
  /** @throws Refusal when it is nobody's, or cannot be found out. */
  readonly authenticate: (credentials: {
    readonly authorization: string | undefined;
    readonly address: string;
  }) => Promise<Caller>;
  /** Counts an operation. @throws TooManyRequests */
  readonly spend: (caller: Caller) => void;
  /** Calls back when the caller's token ends. @returns stops watching. */
  readonly watch: (caller: Caller, end: () => void) => () => void;
  readonly addressOf: (request: IncomingMessage) => string;
}

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

/** Codes with which connections are closed. */
const closed = { forbidden: 4403, tooMany: 4429, tryAgain: 1013 };
/** How long peers have to answer the close, in milliseconds. */
const closeWithinMs = 2_000;
/** Bytes of one message at most. */
const maxPayload = 8 * 1024 * 1024;

export function openWebsocketDoor(
  http: Server,
  server: GraphQLServer,
  { authenticate, spend, watch, addressOf }: SocketAdmission,
  { keepAliveMs = 12_000, requestIdOf }: WebsocketOptions,
): WebsocketDoor {
  // Not given the HTTP server itself: it would take over that one's errors, such as a port in use.
  const sockets = new WebSocketServer({ noServer: true, maxPayload });
  const scopes = new WeakMap<IncomingMessage, RequestScope>();
  sockets.on('headers', (headers, request) => {
    const requestId = requestIdOf(request);
    scopes.set(request, { requestId, address: addressOf(request), door: 'websocket' });
    headers.push(`x-request-id: ${requestId}`);
  });
  http.on('upgrade', (request, socket, head) => {
    if (request.url?.split('?')[0] === '/graphql')
      sockets.handleUpgrade(request, socket, head, (opened) => sockets.emit('connection', opened, request));
    else socket.end('HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
  });
  const door = useServer<Record<string, unknown>, Extra>(
    {
      onConnect: async ({ extra, connectionParams }) => {
        try {
          const authorization = authorizationOf(connectionParams);
          const caller = await authenticate({ authorization, address: addressOf(extra.request) });
          extra.principal = { ...caller, depth: 0 };
          extra.socket.once(
            'close',
            watch(caller, () => extra.socket.close(closed.forbidden, 'the token has ended')),
          );
          return true;
        } catch (error) {
          if (!(error instanceof Refusal)) throw error;
          if (error.code === 'RATE_LIMITED') extra.socket.close(closed.tooMany, error.message);
          if (error.code === 'UNAVAILABLE') extra.socket.close(closed.tryAgain, error.message);
          return false; // closed with 4403, if it is not yet
        }
      },
      onSubscribe: async (context, _id, { query, operationName, variables }) => {
        const principal = context.extra.principal;
        const refused = principal && attempt(() => spend(principal));
        if (refused) return [refused];
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

/** The error with which a refusal is told; undefined when nothing is refused. */
function attempt(work: () => void): GraphQLError | undefined {
  try {
    work();
    return undefined;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return new GraphQLError(error.message, { extensions: { code: error.code } });
  }
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
