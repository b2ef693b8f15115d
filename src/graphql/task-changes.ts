// Changes of tasks: the inputs, and the mutations that take them.
import { createTask, deleteTask, taskDefaults, updateTask } from '../tasks/change-tasks.ts';
import { builder, type InputFields } from './builder.ts';
import { uuidOrNotFound } from './keyset-page.ts';
import { MissedRuns, TaskObject, TaskOverlap } from './task.ts';

const TaskConfigInput = builder.inputType('TaskConfigInput', {
  fields: (t) => ({
    key: t.string({ required: true }),
    value: t.string({ description: 'Left out or masked in an update: the stored secret of this key.' }),
    secret: t.boolean({ description: 'Default: false; in an update as it is stored.' }),
  }),
});

const cronRule = 'Five fields, such as 30 8 * * 1-5; empty or left out: no schedule.';

export const taskInputFields = (t: InputFields) => ({
  name: t.string({ required: true }),
  description: t.string({ description: 'Default: empty.' }),
  type: t.string({ description: 'script, or the type of one of builtInTasks. Default: script.' }),
  script: t.string({ description: 'TypeScript or JavaScript, for the type script.' }),
  config: t.field({ type: [TaskConfigInput], description: 'Default: none.' }),
  cron: t.string({ description: cronRule }),
  timeZone: t.string({ description: 'An IANA time zone. Default: UTC.' }),
  enabled: t.boolean({ description: 'Default: true.' }),
  timeoutSecs: t.int({ description: '1 to 3,600. Default: 60.' }),
  overlap: t.field({ type: TaskOverlap, description: 'Default: SKIP.' }),
  missed: t.field({ type: MissedRuns, description: 'Default: SKIP.' }),
});

const CreateTaskInput = builder.inputType('CreateTaskInput', { fields: taskInputFields });

const UpdateTaskInput = builder.inputType('UpdateTaskInput', {
  description: 'What is left out stays as it is.',
  fields: (t) => ({
    version: t.int({
      description: 'The version that the change was made from: CONFLICT when it is not the stored one.',
    }),
    name: t.string(),
    description: t.string(),
    type: t.string(),
    script: t.string(),
    config: t.field({ type: [TaskConfigInput], description: 'All settings; a secret that is masked keeps its value.' }),
    cron: t.string({ description: 'Empty: no schedule any more.' }),
    timeZone: t.string(),
    enabled: t.boolean(),
    timeoutSecs: t.int(),
    overlap: t.field({ type: TaskOverlap }),
    missed: t.field({ type: MissedRuns }),
  }),
});

export const configFields = (config: readonly (typeof TaskConfigInput.$inferInput)[]) =>
  config.map(({ key, value, secret }) => ({ key, value: value ?? undefined, secret: secret ?? undefined }));

/** Null means left out. */
export const given = <Fields extends object>(fields: Fields) =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value != null)) as {
    [Name in keyof Fields]?: NonNullable<Fields[Name]>;
  };

builder.mutationFields((t) => ({
  createTask: t.prismaField({
    type: TaskObject,
    description: 'Creates a task. BAD_USER_INPUT names each bad field by its path, a script’s with line and column.',
    args: { input: t.arg({ type: CreateTaskInput, required: true }) },
    resolve: async (query, _root, { input }, { services }) => {
      const { config = [], ...fields } = given(input);
      const id = await createTask(services.tasks, {
        ...taskDefaults,
        ...fields,
        name: input.name,
        config: configFields(config),
      });
      return services.database.prisma.task.findUniqueOrThrow({ ...query, where: { id } });
    },
  }),
  updateTask: t.prismaField({
    type: TaskObject,
    description: 'Changes a task; runs under way are not affected. CONFLICT when `version` is stale.',
    args: { id: t.arg.id({ required: true }), input: t.arg({ type: UpdateTaskInput, required: true }) },
    resolve: async (query, _root, args, { services }) => {
      const id = uuidOrNotFound(args.id, 'task');
      const { config, ...fields } = given(args.input);
      await updateTask(services.tasks, id, { ...fields, config: config && configFields(config) });
      return services.database.prisma.task.findUniqueOrThrow({ ...query, where: { id } });
    },
  }),
  deleteTask: t.prismaField({
    type: TaskObject,
    description: 'Deletes a task. Its runs stay, with its name; what waits ends as ERROR, what runs goes on.',
    args: {
      id: t.arg.id({ required: true }),
      version: t.arg.int({ description: 'CONFLICT when it is not the stored one.' }),
    },
    resolve: async (query, _root, args, { services }) => {
      const id = uuidOrNotFound(args.id, 'task');
      await deleteTask(services.tasks, id, args.version ?? undefined);
      return services.database.prisma.task.findUniqueOrThrow({ ...query, where: { id } });
    },
  }),
}));
