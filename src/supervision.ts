// What supervisors read: /healthz and /readyz, open to everybody, and /metrics, for those with a token.
import { createHash, timingSafeEqual } from 'node:crypto';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { type Admission, admit, refuse } from './admission.ts';
import { Refusal } from './domain/refusal.ts';
import { missingScope } from './domain/scopes.ts';
import type { Metrics } from './infra/metrics.ts';
import type { PartState } from './infra/readiness.ts';

export interface SupervisionTools {
  /** How each part of the service is. */
  readonly readiness: () => Promise<readonly PartState[]>;
  readonly metrics: Pick<Metrics, 'render'>;
  /** Opens /metrics, and nothing else; undefined: only the tokens of the other doors do. */
  readonly metricsToken: string | undefined;
  readonly admission: Admission;
}

export function openSupervision(app: FastifyInstance, tools: SupervisionTools): void {
  const { readiness, metrics, metricsToken, admission } = tools;
  app.get('/healthz', { config: { open: true } }, async () => ({ status: 'ok' }));

  app.get('/readyz', { config: { open: true } }, async (_request, reply) => {
    const parts = await readiness();
    const reasons = parts.flatMap(({ reason, bearable }) => (reason === undefined || bearable ? [] : [reason]));
    return reply
      .status(reasons.length > 0 ? 503 : 200)
      .header('cache-control', 'no-store')
      .send({
        status: reasons.length > 0 ? 'not ready' : 'ready',
        reasons,
        parts: Object.fromEntries(
          parts.map(({ part, reason, unknown }) => [part, unknown ? 'unknown' : (reason ?? 'ready')]),
        ),
      });
  });

  app.get('/metrics', { config: { open: true } }, async (request, reply) => {
    if (!opensMetrics(request, metricsToken)) {
      if (await admit(admission, request, reply)) return reply;
      const lack = missingScope(request.principal?.scopes ?? [], ['read']);
      if (lack !== undefined) return refuse(request, reply, new Refusal('FORBIDDEN', lack));
    }
    const { contentType, text } = await metrics.render();
    return reply.type(contentType).send(text);
  });
}

function opensMetrics({ headers }: FastifyRequest, token: string | undefined): boolean {
  const given = /^Bearer +(\S+)$/i.exec(headers.authorization ?? '')?.[1];
  return token !== undefined && given !== undefined && timingSafeEqual(sha256(given), sha256(token));
}

const sha256 = (text: string) => createHash('sha256').update(text).digest();
