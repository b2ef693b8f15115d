// The door of identity providers: `/events/{source}`. It needs no token of ours: each request brings its provider's
// credential, which is checked over the exact bytes that were sent.
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

export interface ProviderRequest {
  readonly method: 'GET' | 'POST';
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly query: URLSearchParams;
  readonly body: Buffer;
}

export interface ProviderAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface ProviderRequests {
  receive(source: string, request: ProviderRequest): Promise<ProviderAnswer>;
  refuseTooLarge(source: string): Promise<ProviderAnswer>;
}

/** The only handshake that comes as GET; without it the address is none for GET. */
const getHandshake = 'x-okta-verification-challenge';

export async function openSourceDoor(app: FastifyInstance, requests: ProviderRequests): Promise<void> {
  app.addConstraintStrategy({
    name: 'handshake',
    storage: () => {
      const stores = new Map<unknown, never>();
      return { get: (key) => stores.get(key) ?? null, set: (key, store) => void stores.set(key, store as never) };
    },
    deriveConstraint: ({ headers }) => (headers[getHandshake] === undefined ? undefined : 'okta'),
    validate: () => {},
  });
  // Readers of bodies are for this scope only.
  await app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
    scope.setErrorHandler(async (error: FastifyError, request, reply) => {
      if (error.statusCode !== 413) throw error;
      return send(reply, await requests.refuseTooLarge(sourceOf(request)));
    });
    const handler = async (request: FastifyRequest, reply: FastifyReply) => {
      const answer = await requests.receive(sourceOf(request), {
        method: request.method === 'GET' ? 'GET' : 'POST',
        headers: request.headers,
        query: new URL(request.url, 'http://localhost').searchParams,
        body: Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0),
      });
      return send(reply, answer);
    };
    const config = { open: true };
    // Some senders add a slash to the address that they were given.
    for (const url of ['/events/:source', '/events/:source/']) {
      scope.route({ method: 'POST', url, config, handler });
      scope.route({ method: 'GET', url, config, handler, exposeHeadRoute: false, constraints: { handshake: 'okta' } });
    }
  });
}

const sourceOf = ({ params }: FastifyRequest) => (params as { source: string }).source;

const send = (reply: FastifyReply, { status, headers, body }: ProviderAnswer) =>
  reply
    .status(status)
    .headers(headers ?? {})
    .send(body);
