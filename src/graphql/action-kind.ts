// The kinds of actions, with what a form of each shows.
import { type FormControl as FormControlName, type FormField, formControls } from '../actions/action-form.ts';
import type { ActionKind } from '../actions/action-kind.ts';
import { initialConfig } from '../actions/form-config.ts';
import { actionKinds } from '../actions/registry.ts';
import { previewFields } from '../integrations/preview-template.ts';
import { builder } from './builder.ts';
import { PreviewField } from './template.ts';

const FormControl = builder.enumType('FormControl', {
  description: 'What a form shows for a field. HEADERS is a list of {name, value}; TASK the id of a task.',
  values: Object.fromEntries(
    Object.entries(formControls).map(([value, description]) => [value.toUpperCase(), { value, description }]),
  ) as Record<string, { value: FormControlName; description: string }>,
});

const FormChoice = builder.objectRef<readonly [string, string]>('FormChoice').implement({
  description: 'A value that a field can have, and what it is called.',
  fields: (t) => ({
    value: t.string({ resolve: ([value]) => value }),
    label: t.string({ resolve: ([, label]) => label }),
  }),
});

const FormFieldObject = builder.objectRef<FormField>('FormField').implement({
  description: 'A field of the form of a kind of action.',
  fields: (t) => ({
    path: t.exposeString('path', { description: 'Where its value is in `config`, such as auth.token.' }),
    label: t.exposeString('label'),
    help: t.string({ description: 'A word more than the label.', nullable: true, resolve: ({ help }) => help ?? null }),
    control: t.expose('control', { type: FormControl, description: 'What it is shown as.' }),
    choices: t.field({
      description: 'Of CHOICE and CHOICES; else empty.',
      type: [FormChoice],
      resolve: ({ choices }) => Object.entries(choices ?? {}),
    }),
    min: t.float({ description: 'Of NUMBER: the least.', nullable: true, resolve: ({ min }) => min ?? null }),
    max: t.float({ description: 'Of NUMBER: the most.', nullable: true, resolve: ({ max }) => max ?? null }),
    required: t.boolean({ description: 'It cannot be empty.', resolve: ({ required }) => required ?? false }),
    more: t.boolean({ description: 'Seldom needed.', resolve: ({ more }) => more ?? false }),
    whenPath: t.string({
      nullable: true,
      description: 'It is shown only where this other field has one of the values `whenIs`. Null: always.',
      resolve: ({ when }) => when?.path ?? null,
    }),
    whenIs: t.stringList({ description: 'See whenPath.', resolve: ({ when }) => [...(when?.is ?? [])] }),
    previewAs: t.field({
      type: PreviewField,
      nullable: true,
      description: 'Of a template: what previewTemplate takes it for.',
      resolve: ({ previewAs }) => previewFields.find((field) => field === previewAs) ?? null,
    }),
    example: t.string({ nullable: true, resolve: ({ example }) => example ?? null }),
  }),
});

const ActionKindObject = builder.objectRef<ActionKind>('ActionKind').implement({
  description: 'A kind of action, described so that a form can be made of it.',
  fields: (t) => ({
    type: t.exposeString('type'),
    title: t.exposeString('title'),
    description: t.exposeString('description'),
    form: t.field({ description: 'Its fields, in order.', type: [FormFieldObject], resolve: ({ form }) => [...form] }),
    initialConfig: t.field({
      type: 'JSON',
      description: 'What a new one begins with: every default.',
      resolve: (kind) => initialConfig(kind),
    }),
  }),
});

builder.queryField('actionKinds', (t) =>
  t.field({
    type: [ActionKindObject],
    description: 'Every kind of action that there is, with its form.',
    resolve: () => [...actionKinds],
  }),
);
