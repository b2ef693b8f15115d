// The door of the admin page: its files, which `npm run build:web` made, under /ui/, with the headers that keep foreign
// scripts out. Anybody may load it, for it holds no data; what it shows it asks for with the reader's token.
import { createHash, randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { problem } from './rest/problem.ts';

const folder = path.join(import.meta.dirname, 'web', 'dist');

const types: Record<string, string> = {
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
};

export interface WebDoorOptions {
  /** Origins beside this one that the page may ask, such as an identity provider's. Default: none. */
  readonly connectTo?: readonly string[];
}

/** Serves the page at /ui/, whatever comes after it; sends browsers there from the root. */
export function openWebDoor(app: FastifyInstance, { connectTo = [] }: WebDoorOptions = {}): void {
  const open = { config: { open: true } };
  app.get('/', open, (request, reply) => {
    if ((request.headers.accept ?? '').includes('text/html')) return reply.redirect('/ui/');
    return sendProblem(reply, 404, 'Not found', 'there is nothing at this address; the admin page is at /ui/');
  });
  app.get('/ui', open, (_request, reply) => reply.redirect('/ui/'));
  app.get<{ Params: { '*': string } }>('/ui/*', open, async (request, reply) => {
    const name = request.params['*'];
    const type = types[path.extname(name)];
    if (type !== undefined && /^(assets\/)?[\w-][\w.-]*$/.test(name)) return sendFile(request, reply, name, type);
    return sendPage(request, reply, connectTo);
  });
}

async function sendFile(request: FastifyRequest, reply: FastifyReply, name: string, type: string) {
  const accepted = String(request.headers['accept-encoding'] ?? '');
  const encodings = [/\bbr\b/.test(accepted) && 'br', /\bgzip\b/.test(accepted) && 'gz', ''] as const;
  for (const encoding of encodings) {
    if (encoding === false) continue;
    const content = await read(encoding === '' ? name : `${name}.${encoding}`);
    if (!content) continue;
    if (encoding !== '') reply.header('content-encoding', encoding === 'gz' ? 'gzip' : 'br');
    reply.headers({ 'content-type': type, vary: 'accept-encoding', 'x-content-type-options': 'nosniff' });
    // What is in assets/ has its content's hash in its name.
    if (name.startsWith('assets/')) reply.header('cache-control', 'public, max-age=31536000, immutable');
    else {
      const etag = `"${createHash('sha256').update(content).digest('base64url').slice(0, 22)}"`;
      reply.headers({ 'cache-control': 'no-cache', etag });
      if (request.headers['if-none-match'] === etag) return reply.status(304).send();
    }
    return reply.send(content);
  }
  return sendProblem(reply, 404, 'Not found', 'the page has no such file');
}

function sendProblem(reply: FastifyReply, code: number, title: string, detail: string) {
  const { status, body } = problem(code, title, detail);
  return reply.status(status).type('application/problem+json; charset=utf-8').send(JSON.stringify(body));
}

async function sendPage(request: FastifyRequest, reply: FastifyReply, connectTo: readonly string[]) {
  const page = (await read('index.html'))?.toString('utf8');
  if (page === undefined) {
    return sendProblem(reply, 503, 'Page not built', 'run `npm run build:web`, then load this address again');
  }
  const nonce = randomBytes(16).toString('base64');
  reply.headers({
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-store',
    'content-security-policy': contentSecurityPolicy(nonce, request.headers.host, connectTo),
    'cross-origin-opener-policy': 'same-origin',
    'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=()',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
  });
  return reply.send(page.replace('csp-nonce-here', nonce));
}

function contentSecurityPolicy(nonce: string, host: string | undefined, connectTo: readonly string[]): string {
  // Not every browser takes 'self' for the websocket of this host too.
  const sockets = host !== undefined && /^[\w.:[\]-]+$/.test(host) ? [`ws://${host}`, `wss://${host}`] : [];
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    // Underlines in editors are small images in the styles.
    "img-src 'self' data:",
    "font-src 'self'",
    `connect-src ${["'self'", ...sockets, ...connectTo].join(' ')}`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "object-src 'none'",
  ].join('; ');
}

async function read(name: string): Promise<Buffer | undefined> {
  try {
    return await readFile(path.join(folder, name));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
