// /openapi.json, and the reference page at /docs with its files from the package swagger-ui-dist. Open to everybody, as
// they hold no data; what a reader tries out there is sent with the token that they enter. Nothing comes from elsewhere.
import { createReadStream } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import type { FastifyInstance } from 'fastify';
import type { SharedApi } from '../../graphql/execute.ts';
import { writeOpenApi } from './write-openapi.ts';

const page = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>iam-integrations: REST</title>
    <link rel="stylesheet" href="docs/swagger-ui.css">
    <link rel="icon" href="docs/favicon-32x32.png">
  </head>
  <body>
    <div id="reference"></div>
    <script src="docs/swagger-ui-bundle.js"></script>
    <script src="docs/start.js"></script>
  </body>
</html>
`;

const start = `SwaggerUIBundle({
  url: 'openapi.json',
  dom_id: '#reference',
  deepLinking: true,
  docExpansion: 'list',
  filter: true,
  tryItOutEnabled: true,
  validatorUrl: null,
});
`;

const files: Readonly<Record<string, string>> = {
  'swagger-ui.css': 'text/css; charset=utf-8',
  'swagger-ui-bundle.js': 'text/javascript; charset=utf-8',
  'favicon-32x32.png': 'image/png',
};

/** The page writes styles by itself, which are the one thing that may be inline. */
const contentSecurityPolicy =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

export function openReferenceDoor(app: FastifyInstance, api: SharedApi, version: string): void {
  const open = { config: { open: true } };
  let written: string | undefined;
  app.get('/openapi.json', open, (_request, reply) => {
    written ??= JSON.stringify(writeOpenApi(api, version));
    return reply
      .headers({ 'cache-control': 'no-cache', 'access-control-allow-origin': '*' })
      .type('application/json; charset=utf-8')
      .send(written);
  });
  const headers = {
    'content-security-policy': contentSecurityPolicy,
    'cross-origin-opener-policy': 'same-origin',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'cache-control': 'no-cache',
  };
  app.get('/docs', open, (_request, reply) => reply.headers(headers).type('text/html; charset=utf-8').send(page));
  app.get('/docs/start.js', open, (_request, reply) =>
    reply.headers(headers).type('text/javascript; charset=utf-8').send(start),
  );
  const folder = path.dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'));
  for (const [name, type] of Object.entries(files))
    app.get(`/docs/${name}`, open, (_request, reply) =>
      reply
        .headers({ ...headers, 'cache-control': 'public, max-age=3600' })
        .type(type)
        .send(createReadStream(path.join(folder, name))),
    );
}
