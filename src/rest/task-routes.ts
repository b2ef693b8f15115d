// The rows of the table for tasks and their runs.
import { refuseIfAny } from '../domain/refusal.ts';
import { etagOf, versionOfIfMatch } from './etag.ts';
import * as gql from './gql/operations.ts';
import { many, one, pageAnswer, pageVariables } from './paging.ts';
import { found } from './problem.ts';
import { type RestRequest, type Route, route } from './route.ts';
import { taskBody, taskRunBody } from './task-body.ts';
import { taskDocs as docs } from './task-docs.ts';
import { runInput, taskInput } from './task-input.ts';

const id = ({ params }: RestRequest) => params.id ?? '';
const runId = ({ params }: RestRequest) => params.runId ?? '';

export const taskRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: '/tasks',
    document: gql.ListTasksDocument,
    docs: docs.list,
    variables: (request) => {
      const { name, type, enabled } = request.query;
      const filter = { name: one(name) ?? null, type: many(type) ?? null, enabled: flag(one(enabled)) };
      return { ...pageVariables(request), filter };
    },
    answer: ({ tasks }, request) => pageAnswer(tasks, request, taskBody, { total: tasks.totalCount }),
  }),
  route({
    method: 'POST',
    path: '/tasks',
    document: gql.CreateTaskDocument,
    docs: docs.create,
    variables: ({ body }, problems) => ({ input: taskInput(body, 'create', problems) as gql.CreateTaskInput }),
    input: { type: 'CreateTaskInput', of: ({ input }) => [['', input]] },
    answer: ({ createTask: created }) => ({
      status: 201,
      body: taskBody(created),
      headers: { location: `/tasks/${created.id}`, etag: etagOf(created.version) },
    }),
  }),
  route({
    method: 'GET',
    path: '/tasks/:id',
    document: gql.GetTaskDocument,
    docs: docs.get,
    variables: (request) => ({ id: id(request) }),
    answer: (data) => {
      const task = found(data.task, 'task');
      return { status: 200, body: taskBody(task), headers: { etag: etagOf(task.version) } };
    },
  }),
  route({
    method: 'PUT',
    path: '/tasks/:id',
    document: gql.UpdateTaskDocument,
    docs: docs.update,
    variables: (request, problems) => {
      const version = versionOfIfMatch(request, 'task');
      const input = taskInput(request.body, 'update', problems) as gql.UpdateTaskInput;
      return { id: id(request), input: version === undefined ? input : { ...input, version } };
    },
    input: { type: 'UpdateTaskInput', of: ({ input }) => [['', input]] },
    answer: ({ updateTask: updated }) => ({
      status: 200,
      body: taskBody(updated),
      headers: { etag: etagOf(updated.version) },
    }),
  }),
  route({
    method: 'DELETE',
    path: '/tasks/:id',
    document: gql.DeleteTaskDocument,
    docs: docs.delete,
    variables: (request) => ({ id: id(request), version: versionOfIfMatch(request, 'task') ?? null }),
    answer: () => ({ status: 204 }),
  }),
  route({
    method: 'POST',
    path: '/tasks/:id/run',
    document: gql.RunTaskDocument,
    docs: docs.run,
    variables: (request, problems) => ({ id: id(request), input: runInput(request.body, problems) }),
    answer: ({ runTask }) => ({
      status: 202,
      body: taskRunBody(runTask),
      headers: { location: `/tasks/${runTask.taskId}/runs/${runTask.id}` },
    }),
  }),
  route({
    method: 'GET',
    path: '/tasks/:id/runs',
    document: gql.ListTaskRunsDocument,
    docs: docs.runs,
    variables: (request) => {
      const { status, triggered_by } = request.query;
      const filter = { taskId: id(request), status: statuses(many(status)), triggeredBy: many(triggered_by) ?? null };
      return { id: id(request), ...pageVariables(request), filter };
    },
    answer: ({ task, taskRuns }, request) => {
      found(task, 'task');
      return pageAnswer(taskRuns, request, taskRunBody);
    },
  }),
  route({
    method: 'GET',
    path: '/tasks/:id/runs/:runId',
    document: gql.GetTaskRunDocument,
    docs: docs.getRun,
    variables: (request) => ({ id: id(request), runId: runId(request) }),
    answer: ({ task, taskRun }) => {
      found(task, 'task');
      return { status: 200, body: taskRunBody(found(taskRun?.taskId === task?.id ? taskRun : null, 'run')) };
    },
  }),
  route({
    method: 'POST',
    path: '/tasks/:id/runs/:runId/cancel',
    document: gql.CancelTaskRunDocument,
    docs: docs.cancelRun,
    variables: (request) => ({ id: id(request), runId: runId(request) }),
    answer: ({ cancelTaskRun }) => ({ status: 202, body: taskRunBody(cancelTaskRun) }),
  }),
];

const known = ['pending', 'running', 'success', 'error'];

function statuses(values: string[] | undefined): gql.RunStatus[] | null {
  if (!values?.every((value) => known.includes(value)))
    refuseIfAny(values ? [{ path: 'status', message: `must be one of ${known.join(', ')}` }] : []);
  return values ? (values.map((value) => value.toUpperCase()) as gql.RunStatus[]) : null;
}

function flag(value: string | undefined): boolean | null {
  if (value !== undefined && value !== 'true' && value !== 'false')
    refuseIfAny([{ path: 'enabled', message: 'must be true or false' }]);
  return value === undefined ? null : value === 'true';
}
