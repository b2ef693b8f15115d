// What helps to write a task: built-ins and their settings, examples, types for the editor, checks and dry runs.

import { refuseIfAny } from '../domain/refusal.ts';
import type { BuiltInKind, ConfigField } from '../tasks/built-ins/built-in-kind.ts';
import { builtInKinds } from '../tasks/built-ins/registry.ts';
import { type DryRun, dryRunScript } from '../tasks/dry-run.ts';
import type { RecordedCall } from '../tasks/sandbox/recording-host.ts';
import { scriptApi } from '../tasks/sandbox/script-api.ts';
import type { ScriptError, ScriptProblem } from '../tasks/sandbox/script-types.ts';
import { type ScriptExample, scriptExamples } from '../tasks/script-examples.ts';
import { scheduleProblems } from '../tasks/valid-task.ts';
import { builder, upperCase } from './builder.ts';

const ConfigFieldKind = builder.enumType('ConfigFieldKind', {
  description: 'CONNECTION is the name of a SCIM connection.',
  values: upperCase(['text', 'number', 'boolean', 'url', 'connection']),
});

const ConfigFieldObject = builder.objectRef<ConfigField>('ConfigField').implement({
  description: 'A setting that a kind of task has.',
  fields: (t) => ({
    key: t.exposeString('key'),
    label: t.exposeString('label'),
    description: t.exposeString('description'),
    required: t.exposeBoolean('required'),
    secret: t.exposeBoolean('secret'),
    default: t.string({ nullable: true, resolve: (field) => field.default ?? null }),
    kind: t.expose('kind', { type: ConfigFieldKind }),
    min: t.float({ nullable: true, resolve: ({ min }) => min ?? null }),
    max: t.float({ nullable: true, resolve: ({ max }) => max ?? null }),
  }),
});

const BuiltInTask = builder.objectRef<BuiltInKind>('BuiltInTask').implement({
  description: 'A kind of task that needs no script.',
  fields: (t) => ({
    type: t.exposeString('type'),
    title: t.exposeString('title'),
    description: t.exposeString('description'),
    configFields: t.field({ type: [ConfigFieldObject], resolve: ({ configFields }) => [...configFields] }),
  }),
});

const ScriptExampleSetting = builder.objectRef<ScriptExample['config'][number]>('ScriptExampleSetting').implement({
  fields: (t) => ({
    key: t.exposeString('key'),
    description: t.exposeString('description'),
    value: t.exposeString('value', { description: 'To begin with.' }),
    secret: t.exposeBoolean('secret'),
  }),
});

const ScriptExampleObject = builder.objectRef<ScriptExample>('ScriptExample').implement({
  description: 'A script to begin with.',
  fields: (t) => ({
    name: t.exposeString('name'),
    title: t.exposeString('title'),
    description: t.exposeString('description'),
    triggers: t.stringList({ resolve: ({ triggers }) => [...triggers] }),
    script: t.exposeString('script'),
    config: t.field({ type: [ScriptExampleSetting], resolve: ({ config }) => [...config] }),
  }),
});

const ScriptProblemObject = builder.objectRef<ScriptProblem>('ScriptProblem').implement({
  description: 'Where a script cannot be read; lines and columns count from 1.',
  fields: (t) => ({
    line: t.exposeInt('line'),
    column: t.exposeInt('column'),
    message: t.exposeString('message'),
  }),
});

builder.queryFields((t) => ({
  builtInTasks: t.field({ type: [BuiltInTask], resolve: () => [...builtInKinds] }),
  scriptExamples: t.field({ type: [ScriptExampleObject], resolve: () => [...scriptExamples()] }),
  scriptTypes: t.string({
    description: 'What a script may use, as a TypeScript declaration file for editors.',
    resolve: () => scriptApi,
  }),
  checkScript: t.field({
    type: [ScriptProblemObject],
    description: 'What keeps a script from being saved; empty when nothing does.',
    args: { source: t.arg.string({ required: true }) },
    resolve: async (_root, { source }, { services }) => [...(await services.tasks.checkScript(source))],
  }),
  schedulePreview: t.field({
    type: ['DateTime'],
    description: 'The next times of a schedule. BAD_USER_INPUT when it is none.',
    args: {
      cron: t.arg.string({ required: true }),
      timeZone: t.arg.string({ description: 'Default: UTC.' }),
      from: t.arg({ type: 'DateTime', description: 'Default: now.' }),
      count: t.arg.int({ description: '1 to 50. Default: 5.' }),
    },
    resolve: (_root, { cron, timeZone, from, count }, { services }) => {
      const wanted = count ?? 5;
      if (wanted < 1 || wanted > 50) refuseIfAny([{ path: 'count', message: 'must be 1 to 50' }]);
      refuseIfAny(scheduleProblems(services.tasks, { cron, timeZone: timeZone ?? 'UTC' }));
      return [...services.tasks.nextTimes({ cron, timeZone: timeZone ?? 'UTC' }, from ?? new Date(), wanted)];
    },
  }),
}));

const ScriptErrorObject = builder.objectRef<ScriptError>('ScriptError').implement({
  fields: (t) => ({
    kind: t.exposeString('kind', {
      description: 'exception, timeout, memory, stack, parse, cancelled, limit or worker.',
    }),
    message: t.exposeString('message'),
    line: t.int({ nullable: true, resolve: ({ line }) => line ?? null }),
    column: t.int({ nullable: true, resolve: ({ column }) => column ?? null }),
  }),
});

const RecordedCallObject = builder.objectRef<RecordedCall>('RecordedCall').implement({
  description: 'A call that a dry run kept from being made.',
  fields: (t) => ({
    kind: t.exposeString('kind', { description: 'fetch, scim, store.get or store.set.' }),
    details: t.field({
      type: 'JSON',
      description:
        'Of a fetch method, url, headers and body; of scim connection, method and args; of store key and value.',
      resolve: ({ kind: _kind, ...call }) => ('request' in call ? call.request : call),
    }),
  }),
});

const DryRunObject = builder.objectRef<DryRun>('DryRun').implement({
  description: 'What a script did, and would have done.',
  fields: (t) => ({
    status: t.exposeString('status', { description: 'success or error.' }),
    output: t.exposeString('output'),
    error: t.field({ type: ScriptErrorObject, nullable: true, resolve: ({ error }) => error ?? null }),
    result: t.field({ type: 'JSON', nullable: true, resolve: ({ result }) => result ?? null }),
    calls: t.field({ type: [RecordedCallObject], resolve: ({ recorded }) => [...recorded] }),
    durationMs: t.int({ resolve: ({ durationMs }) => Math.round(durationMs) }),
    memoryBytes: t.float({ nullable: true, resolve: ({ memoryBytes }) => memoryBytes ?? null }),
  }),
});

const DryRunSetting = builder.inputType('DryRunSetting', {
  fields: (t) => ({ key: t.string({ required: true }), value: t.string({ required: true }) }),
});

builder.mutationField('dryRunScript', (t) =>
  t.field({
    type: DryRunObject,
    description: 'Runs a script with fetch, scim and store recorded instead of done: nothing leaves, nothing is kept.',
    args: {
      source: t.arg.string({ required: true }),
      event: t.arg({ type: 'JSON', description: 'Such as {"type": …, "data": {…}}; what is left out is made up.' }),
      eventType: t.arg.string({ description: 'Its sample is the event, or what `event` leaves out.' }),
      config: t.arg({ type: [DryRunSetting] }),
      input: t.arg({ type: 'JSON' }),
      timeoutSecs: t.arg.int({ description: '1 to 30. Default: 10.' }),
    },
    resolve: (_root, args, { services }) =>
      dryRunScript(services.tasks.sandbox, {
        source: args.source,
        event: args.event ?? undefined,
        eventType: args.eventType ?? undefined,
        config: args.config ?? [],
        input: args.input ?? undefined,
        timeoutSecs: args.timeoutSecs ?? undefined,
      }),
  }),
);
