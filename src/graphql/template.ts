// Templates: preview, and the functions that they can use.
import { functionList } from '../domain/template/function-list.ts';
import type { DocumentedFunction } from '../domain/template/function-types.ts';
import { type Preview, previewFields, previewTemplate } from '../integrations/preview-template.ts';
import { builder, MissingValue, TemplateEscape, upperCase } from './builder.ts';
import { PublishEventInput } from './event.ts';
import { chosenEvent } from './event-choice.ts';

const TemplateFunction = builder.objectRef<DocumentedFunction>('TemplateFunction').implement({
  description: 'A function that templates can use.',
  fields: (t) => ({
    name: t.exposeString('name'),
    args: t.exposeString('args', { description: '`...` may be repeated, `[ ]` may be left out.' }),
    description: t.exposeString('description'),
    example: t.exposeString('example'),
    result: t.exposeString('result', { description: 'What the example gives.' }),
  }),
});

const TemplateProblem = builder.objectRef<Preview['warnings'][number]>('TemplateProblem').implement({
  fields: (t) => ({
    line: t.exposeInt('line', { description: 'From 1.' }),
    column: t.exposeInt('column', { description: 'From 0, in UTF-8 bytes, as Go counts.' }),
    message: t.exposeString('message'),
  }),
});

const TemplateErrorObject = builder.objectRef<NonNullable<Preview['error']>>('TemplateError').implement({
  description: 'Why a template cannot be read (PARSE) or rendered for this event (EXEC).',
  fields: (t) => ({
    kind: t.string({ resolve: ({ kind }) => kind.toUpperCase() }),
    line: t.exposeInt('line', { description: 'From 1.' }),
    column: t.exposeInt('column', { description: 'From 0, in UTF-8 bytes, as Go counts.' }),
    message: t.exposeString('message'),
    partialOutput: t.exposeString('partialOutput', { description: 'What had been written before the error.' }),
  }),
});

const TemplatePreview = builder.objectRef<Preview>('TemplatePreview').implement({
  description: 'What a template gives for an event.',
  fields: (t) => ({
    text: t.string({ nullable: true, resolve: ({ text }) => text ?? null }),
    error: t.field({ type: TemplateErrorObject, nullable: true, resolve: ({ error }) => error ?? null }),
    warnings: t.field({ type: [TemplateProblem], resolve: ({ warnings }) => [...warnings] }),
  }),
});

export const PreviewField = builder.enumType('PreviewField', {
  description: 'Where the template stands, which decides how values are escaped. MESSAGE is that of a log entry.',
  values: upperCase(previewFields),
});

builder.queryFields((t) => ({
  previewTemplate: t.field({
    type: TemplatePreview,
    description: 'Renders a template without sending anything. Errors of the template are part of the answer.',
    args: {
      template: t.arg.string({ required: true }),
      field: t.arg({ type: PreviewField, required: true }),
      event: t.arg({ type: PublishEventInput, description: 'The event to render for.' }),
      eventId: t.arg.id({ description: 'Instead: a stored event.' }),
      eventType: t.arg.string({ description: "Instead: the sample of this type. Default: the first type's." }),
      escape: t.arg({ type: TemplateEscape, description: 'Default: AUTO.' }),
      missing: t.arg({ type: MissingValue, description: 'Default: GO.' }),
      contentType: t.arg.string({ description: "Of the request whose body this is. Default: by the body's shape." }),
    },
    resolve: async (_root, args, { services }) =>
      previewTemplate({
        template: args.template,
        field: args.field,
        event: await chosenEvent(args, services),
        escape: args.escape ?? 'auto',
        missing: args.missing ?? 'go',
        contentType: args.contentType ?? undefined,
      }),
  }),
  templateFunctions: t.field({
    type: [TemplateFunction],
    description: "Go's own functions and those that people know from sprig and Alertmanager.",
    resolve: () => [...functionList],
  }),
}));
