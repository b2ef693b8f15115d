// Which fields choose the dialect of an HTTP action, and which of them go together.
import { z } from 'zod';
import { subjectFormats } from '../domain/security-event.ts';
import { contentModes, formats, type MessageConfig } from './http-message.ts';

const name = z
  .string()
  .trim()
  .min(1, 'must not be empty')
  .max(1_024)
  .regex(/^\P{Cc}*$/u, 'must not contain control characters')
  .nullable()
  .default(null);

export const dialectFields = {
  format: z.enum(formats).default('template'),
  contentMode: z.enum(contentModes).nullable().default(null),
  audience: name,
  subjectFormat: z.enum(subjectFormats).nullable().default(null),
  subjectIssuer: name,
};

/** The format that each of the other fields belongs to. */
const belongsTo = {
  contentMode: 'cloudevents',
  audience: 'set',
  subjectFormat: 'set',
  subjectIssuer: 'set',
} as const;

export function dialectProblems(config: MessageConfig & { readonly method: string }, context: z.RefinementCtx): void {
  const { format, method } = config;
  const complain = (field: string, message: string) => context.addIssue({ code: 'custom', path: [field], message });
  for (const [field, owner] of Object.entries(belongsTo))
    if (config[field as keyof typeof belongsTo] !== null && format !== owner)
      complain(field, `belongs to format ${owner}`);
  if (format === 'template') return;
  if (config.body !== '') complain('body', `must be empty: format ${format} makes it`);
  if (format === 'set' && config.audience === null) complain('audience', 'is required with format set');
  if (format === 'set' ? method !== 'POST' : method === 'GET')
    complain('method', format === 'set' ? 'must be POST with format set' : `must not be GET with format ${format}`);
}
