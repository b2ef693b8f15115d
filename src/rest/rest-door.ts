// The REST door: mounts the route table on the server. Each request becomes its row's document, run in process.
import type { FastifyInstance, FastifyReply } from 'fastify';
import { GraphQLError } from 'graphql';
import { type Problem, Refusal, refuseIfAny } from '../domain/refusal.ts';
import { type Execute, lackOfScopes, problemsOfInput } from '../graphql/execute.ts';
import { type ExportFile, type ExportRoute, exportRoutes, openExport } from './export-routes.ts';
import { type ProblemAnswer, problemOfError, problemOfRefusal } from './problem.ts';
import type { RestAnswer, RestRequest, Route } from './route.ts';
import { routes } from './routes.ts';
import { restProblem } from './spelling.ts';

/** Calls back when the caller's token ends. @returns stops watching. */
type Watch = (caller: Principal, end: () => void) => () => void;

export function openRestDoor(server: FastifyInstance, execute: Execute, watch: Watch): void {
  for (const row of routes) {
    server.route({
      method: row.method,
      url: row.path,
      handler: async (request, reply) => {
        const rest: RestRequest = {
          params: request.params as RestRequest['params'],
          query: request.query as RestRequest['query'],
          headers: request.headers,
          body: request.body,
          url: request.url,
        };
        const answer = await run(execute, row, rest, request.principal);
        return send(reply, answer);
      },
    });
  }
  for (const row of exportRoutes) {
    server.get(row.path, async (request, reply) => {
      const answer = await startExport(execute, row, request.query as RestRequest['query'], request.principal);
      if (!('stream' in answer)) return send(reply, answer);
      if (request.principal)
        reply.raw.once(
          'close',
          watch(request.principal, () => reply.raw.destroy()),
        );
      return reply.headers(answer.headers).send(answer.stream);
    });
  }
}

async function startExport(
  execute: Execute,
  row: ExportRoute,
  query: RestRequest['query'],
  principal: Principal | null,
): Promise<ExportFile | ProblemAnswer> {
  try {
    if (!principal) throw new Refusal('UNAUTHENTICATED', 'a token is needed');
    return await openExport(row, query, async (variables) => {
      const { data, errors } = await execute(principal, row.document, variables);
      if (errors?.[0]) throw errors[0];
      return data;
    });
  } catch (error) {
    if (error instanceof Refusal) return problemOfRefusal(error);
    if (error instanceof GraphQLError) return problemOfError(error, restProblem);
    throw error;
  }
}

type Principal = Parameters<Execute>[0];

async function run(
  execute: Execute,
  row: Route,
  request: RestRequest,
  principal: Principal | null,
): Promise<RestAnswer | ProblemAnswer> {
  const problemOf = (problem: Problem) => (row.problemOf ?? restProblem)(problem, request.body, request);
  try {
    if (!principal) throw new Refusal('UNAUTHENTICATED', 'a token is needed');
    // Who may not do it at all is not told what is wrong with the body.
    const lack = lackOfScopes(principal, row.document);
    if (lack !== undefined) throw new Refusal('FORBIDDEN', lack);
    const problems: Problem[] = [];
    const variables = row.variables(request, problems);
    for (const [at, value] of row.input?.of(variables) ?? [])
      problems.push(...problemsOfInput(row.input?.type ?? '', value).map((wrong) => problemOf(below(at, wrong))));
    refuseIfAny(problems);
    const { data, errors } = await execute(principal, row.document, variables);
    const [error] = errors ?? [];
    return error ? problemOfError(error, problemOf) : row.answer(data, request);
  } catch (error) {
    if (error instanceof Refusal) return problemOfRefusal(error);
    throw error;
  }
}

const below = (at: string, { path, message }: Problem): Problem => ({
  path: at === '' ? path : path === '' ? at : `${at}.${path}`,
  message,
});

function send(reply: FastifyReply, { status, body, headers }: RestAnswer): FastifyReply {
  reply.status(status).headers(headers ?? {});
  if (status >= 400) reply.type('application/problem+json; charset=utf-8').serializer(JSON.stringify);
  if (status === 503) reply.header('retry-after', '2');
  return body === undefined ? reply.send() : reply.send(body);
}
