// What the rows for tasks and their runs say of themselves.
import { pageParameters, type RouteDocs } from './route-docs.ts';

const script = "log.info('hello', input?.name)\nreturn 1";

export const taskDocs = {
  list: {
    summary: 'List tasks',
    query: {
      name: 'TaskFilter.name',
      type: 'TaskFilter.type',
      enabled: 'TaskFilter.enabled',
      ...pageParameters,
    },
    answers: { 200: { page: 'tasks', total: true } },
  },
  create: {
    summary: 'Create a task',
    body: {
      of: { input: 'CreateTaskInput' },
      examples: {
        script: {
          name: 'Every morning',
          script,
          cron: '30 8 * * 1-5',
          time_zone: 'Europe/Berlin',
          config: [{ key: 'TOKEN', value: 'a-secret', secret: true }],
          overlap: 'skip',
        },
      },
    },
    answers: { 201: { one: 'createTask' } },
    headers: ['etag', 'location'],
  },
  get: { summary: 'Get a task', answers: { 200: { one: 'task' } }, headers: ['etag'] },
  update: {
    summary: 'Change a task',
    ifMatch: true,
    body: { of: { input: 'UpdateTaskInput' }, examples: { change: { enabled: false, timeout_secs: 120 } } },
    answers: { 200: { one: 'updateTask' } },
    headers: ['etag'],
  },
  delete: { summary: 'Delete a task', ifMatch: true, answers: { 204: 'empty' } },
  run: {
    summary: 'Run a task',
    body: { of: { args: ['input'] }, optional: true, examples: { input: { input: { name: 'Ann' } } } },
    answers: { 202: { one: 'runTask' } },
    headers: ['location'],
    conflict: 'It does not overlap, and a run is under way.',
  },
  runs: {
    summary: 'List the runs of a task',
    query: { status: 'TaskRunFilter.status', triggered_by: 'TaskRunFilter.triggeredBy', ...pageParameters },
    answers: { 200: { page: 'taskRuns' } },
  },
  getRun: { summary: 'Get a run', answers: { 200: { one: 'taskRun' } } },
  cancelRun: {
    summary: 'Cancel a run',
    answers: { 202: { one: 'cancelTaskRun' } },
    conflict: 'It has ended.',
  },
} as const satisfies Record<string, RouteDocs>;
