// The rows of the table for event sources.
import { etagOf, versionOfIfMatch } from './etag.ts';
import * as gql from './gql/operations.ts';
import { found } from './problem.ts';
import { type RestRequest, type Route, route } from './route.ts';
import { sourceBody, sourceKindBody, trialBody } from './source-body.ts';
import { sourceDocs as docs } from './source-docs.ts';
import { sourceInput, trialInput } from './source-input.ts';

const id = ({ params }: RestRequest) => params.id ?? '';

export const sourceRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: '/sources/kinds',
    document: gql.ListSourceKindsDocument,
    docs: docs.kinds,
    variables: () => ({}),
    answer: ({ sourceKinds }) => ({ status: 200, body: { items: sourceKinds.map(sourceKindBody) } }),
  }),
  route({
    method: 'GET',
    path: '/sources',
    document: gql.ListSourcesDocument,
    docs: docs.list,
    variables: () => ({}),
    answer: ({ sources }) => ({ status: 200, body: { items: sources.map(sourceBody) } }),
  }),
  route({
    method: 'POST',
    path: '/sources',
    document: gql.CreateSourceDocument,
    docs: docs.create,
    variables: ({ body }, problems) => ({ input: sourceInput(body, 'create', problems) as gql.CreateSourceInput }),
    input: { type: 'CreateSourceInput', of: ({ input }) => [['', input]] },
    answer: ({ createSource: created }) => ({
      status: 201,
      body: sourceBody(created),
      headers: { location: `/sources/${created.id}`, etag: etagOf(created.version) },
    }),
  }),
  route({
    method: 'GET',
    path: '/sources/:id',
    document: gql.GetSourceDocument,
    docs: docs.get,
    variables: (request) => ({ id: id(request) }),
    answer: (data) => {
      const source = found(data.source, 'source');
      return { status: 200, body: sourceBody(source), headers: { etag: etagOf(source.version) } };
    },
  }),
  route({
    method: 'PUT',
    path: '/sources/:id',
    document: gql.UpdateSourceDocument,
    docs: docs.update,
    variables: (request, problems) => {
      const version = versionOfIfMatch(request, 'source');
      const input = sourceInput(request.body, 'update', problems) as gql.UpdateSourceInput;
      return { id: id(request), input: version === undefined ? input : { ...input, version } };
    },
    input: { type: 'UpdateSourceInput', of: ({ input }) => [['', input]] },
    answer: ({ updateSource: updated }) => ({
      status: 200,
      body: sourceBody(updated),
      headers: { etag: etagOf(updated.version) },
    }),
  }),
  route({
    method: 'DELETE',
    path: '/sources/:id',
    document: gql.DeleteSourceDocument,
    docs: docs.delete,
    variables: (request) => ({ id: id(request), version: versionOfIfMatch(request, 'source') ?? null }),
    answer: () => ({ status: 204 }),
  }),
  route({
    method: 'POST',
    path: '/sources/:id/test',
    document: gql.TestSourceDocument,
    docs: docs.test,
    variables: (request, problems) => ({ id: id(request), document: trialInput(request.body, problems) }),
    answer: ({ testSource }) => ({ status: 200, body: { items: testSource.map(trialBody) } }),
  }),
];
