// Who may enter: each request's caller, how much a caller may ask, and how those are answered who may not.
import type { IncomingMessage } from 'node:http';
import proxyAddr from '@fastify/proxy-addr';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Access } from './access/open-access.ts';
import type { Budget } from './access/rate-limit.ts';
import { depthHeader } from './actions/fields.ts';
import { Refusal, TooManyRequests } from './domain/refusal.ts';
import type { Principal } from './graphql/context.ts';
import { problemOfRefusal } from './rest/problem.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Who asks; null on open pages only. */
    principal: Principal | null;
  }
  interface FastifyInstance {
    /** Where a request comes from: the peer, or what a trusted proxy tells. */
    addressOf: (request: IncomingMessage) => string;
  }
  interface FastifyContextConfig {
    /** Open without a token: nobody is asked who it is. */
    open?: boolean;
  }
}

/** What the doors ask of access. */
export type Admission = Pick<Access, 'authenticate' | 'spend' | 'watch'> & {
  /** Where a request comes from. */
  readonly addressOf: (request: IncomingMessage) => string;
};

/** @param trusted addresses and networks of proxies whose `X-Forwarded-For` is believed. */
export function createAddressOf(trusted: readonly string[]): (request: IncomingMessage) => string {
  const trust = trusted.length > 0 ? proxyAddr.compile([...trusted]) : undefined;
  return (request) => {
    const address = (trust ? proxyAddr(request, trust) : request.socket.remoteAddress) ?? '';
    return address.startsWith('::ffff:') ? address.slice('::ffff:'.length) : address;
  };
}

/** Lets nobody in who is not known, except where it is open. */
export function openAdmission(app: FastifyInstance, admission: Admission): void {
  app.decorateRequest('principal', null);
  app.addHook('onRequest', async (request, reply) => {
    if (request.routeOptions.config?.open || isPlaygroundPage(request)) return undefined;
    return admit(admission, request, reply);
  });
}

/** Finds out who asks, or answers; then there is an answer, and nothing else to do. */
export async function admit(
  { authenticate, spend, addressOf }: Admission,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply | undefined> {
  try {
    const caller = await authenticate({
      authorization: request.headers.authorization,
      address: addressOf(request.raw),
    });
    const budget = spend(caller);
    if (budget) tellBudget(reply, budget);
    request.principal = { ...caller, depth: depthOf(request.headers[depthHeader]) };
    return undefined;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return refuse(request, reply, error);
  }
}

/** The answer to a request that is refused before any door has read it. */
export function refuse(request: FastifyRequest, reply: FastifyReply, refusal: Refusal): FastifyReply {
  if (refusal.code === 'UNAUTHENTICATED') reply.header('www-authenticate', challenge(request, refusal.message));
  if (refusal instanceof TooManyRequests) {
    const { retryAfterSecs, limit } = refusal;
    reply.header('retry-after', String(retryAfterSecs));
    if (limit !== undefined) tellBudget(reply, { limit, remaining: 0, resetSecs: retryAfterSecs });
  }
  if (refusal.code === 'UNAVAILABLE') reply.header('retry-after', '2');
  const { status, body } = problemOfRefusal(refusal);
  // GraphQL clients, the playground first of all, read errors only in GraphQL's own shape.
  if (request.url.split('?')[0] !== '/graphql')
    return reply.status(status).type('application/problem+json; charset=utf-8').send(JSON.stringify(body));
  const { message, code } = refusal;
  return reply.status(status).send({ errors: [{ message, extensions: { code } }] });
}

function tellBudget(reply: FastifyReply, { limit, remaining, resetSecs }: Budget): void {
  reply.headers({
    'ratelimit-limit': String(limit),
    'ratelimit-remaining': String(remaining),
    'ratelimit-reset': String(resetSecs),
  });
}

/** As in RFC 6750: whoever sent no token is told of no error. */
function challenge({ headers }: FastifyRequest, message: string): string {
  const realm = 'Bearer realm="iam-integrations"';
  return headers.authorization === undefined
    ? realm
    : `${realm}, error="invalid_token", error_description="${message.replace(/[^\x20\x21\x23-\x5b\x5d-\x7e]/g, ' ')}"`;
}

/** A request that this service sent to itself says how many of its own failures led to it. */
const depthOf = (header: string | string[] | undefined) => (/^\d{1,4}$/.test(String(header)) ? Number(header) : 0);

/** A browser that opens /graphql gets the page of the playground, which has a field for the token. */
const isPlaygroundPage = ({ method, url, headers }: FastifyRequest) =>
  method === 'GET' && url === '/graphql' && (headers.accept ?? '').includes('text/html');
