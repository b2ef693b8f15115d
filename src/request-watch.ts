// Every request has an id, which its answer, its log lines and its errors carry, and is counted when it has been answered.
import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { readTrace } from './domain/trace-context.ts';
import type { Log } from './infra/log.ts';
import type { Metrics } from './infra/metrics.ts';
import { type RequestScope, withinRequest } from './infra/request-scope.ts';

/** What a sender may choose: short, and safe in a log, a header and a search. */
const saneId = /^[\w.:/+=-]{1,128}$/;

/** The sender's `x-request-id` where it is one, else a new id. */
export function requestIdOf({ headers }: Pick<IncomingMessage, 'headers'>): string {
  const given = headers['x-request-id'];
  return typeof given === 'string' && saneId.test(given) ? given : randomUUID();
}

declare module 'fastify' {
  interface FastifyRequest {
    scope: RequestScope | null;
  }
}

/** What is known of a request all through it. */
export function scopeOf(request: FastifyRequest): RequestScope {
  const door = doorOf(request.routeOptions.url ?? 'none');
  request.scope ??= {
    requestId: request.id,
    address: request.server.addressOf(request.raw),
    door,
    trace: readTrace(request.headers),
  };
  return request.scope;
}

export function watchRequests(
  app: FastifyInstance,
  { log, metrics }: { readonly log: Log; readonly metrics: Pick<Metrics, 'requestEnded'> },
): void {
  app.decorateRequest('scope', null);
  app.addHook('onRequest', (request, reply, done) => {
    reply.header('x-request-id', request.id);
    withinRequest(scopeOf(request), done);
  });
  // Reading the body has left it: the socket's data come from outside.
  app.addHook('preValidation', (request, _reply, done) => withinRequest(scopeOf(request), done));
  app.addHook('onResponse', (request, reply, done) => {
    const end = endOf(request, reply);
    metrics.requestEnded(end);
    withinRequest(scopeOf(request), () => log.debug({ ...end, durationMs: Math.round(reply.elapsedTime) }, 'request'));
    done();
  });
}

function endOf({ method, routeOptions }: FastifyRequest, reply: FastifyReply) {
  // Never the address itself: it can be anything, also a secret.
  const route = routeOptions.url ?? 'none';
  const isStream = String(reply.getHeader('content-type')).startsWith('text/event-stream');
  return {
    door: doorOf(route),
    route,
    method,
    status: reply.statusCode,
    durationMs: isStream ? undefined : reply.elapsedTime,
  };
}

function doorOf(route: string): string {
  if (route === 'none') return 'none';
  if (route === '/graphql') return 'graphql';
  if (route.startsWith('/events/:source')) return 'sources';
  if (route === '/' || /^\/(ui|docs)(\/|$)/.test(route)) return 'page';
  return ['/healthz', '/readyz', '/metrics'].includes(route) ? 'supervision' : 'rest';
}
