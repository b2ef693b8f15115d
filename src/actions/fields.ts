// Fields that several kinds of action share: templates and header lists.
import { z } from 'zod';

/** Counts how many times a failure led to the next on its way through this service, also through its own intake. */
export const depthHeader = 'x-iam-integrations-depth';

/** How values are put into templates, for kinds that have templates. */
export const templateOptions = {
  /** `auto`: for the place where they stand; `none`: exactly as Go does. */
  escape: z.enum(['auto', 'none']).default('auto'),
  /** What an absent field gives: Go's `<no value>`, nothing, or a failed delivery. */
  missing: z.enum(['go', 'empty', 'error']).default('go'),
};

/** How the waits between attempts grow; null for the service's own waits. */
export const backoff = z
  .strictObject({
    initialSecs: z.number().min(0.05).max(86_400),
    factor: z.number().min(1).max(10).default(2),
    maxSecs: z.number().min(0.05).max(86_400).default(36_000),
  })
  .nullable()
  .default(null);

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
