// Fields that several kinds of action share: templates and header lists.
import { z } from 'zod';

/** Text that may hold template expressions; whether they parse is checked where an integration is saved. */
export const templateText = z.string();

const forbiddenHeaders = new Set([
  'host',
  'content-length',
  'connection',
  'transfer-encoding',
  'upgrade',
  'keep-alive',
  'te',
  'trailer',
  'expect',
]);

const header = z.strictObject({
  name: z
    .string()
    .max(256)
    .regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/, 'is not a valid header name')
    .refine((name) => !forbiddenHeaders.has(name.toLowerCase()), 'is set by the service itself'),
  value: templateText
    .max(8_192)
    .refine((value) => !/[\0-\x08\x0a-\x1f\x7f]/.test(value), 'must not contain control characters or line breaks')
    .refine((value) => !/[^\x20-\xff\t]/.test(value), 'must contain Latin-1 characters only'),
});

export const headerList = z
  .array(header)
  .max(50)
  .superRefine((headers, context) => {
    const seen = new Set<string>();
    for (const [index, { name }] of headers.entries()) {
      const key = name.toLowerCase();
      if (seen.has(key)) context.addIssue({ code: 'custom', path: [index, 'name'], message: 'is given twice' });
      seen.add(key);
    }
  });
