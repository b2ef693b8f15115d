// Fields that several kinds of action share: templates and header lists.
import { z } from 'zod';
import { headerNameProblem, headerValueProblem } from '../infra/outbound/request-headers.ts';

/** Counts how many times a failure led to the next on its way through this service, also through its own intake. */
export const depthHeader = 'x-iam-integrations-depth';

/** How values are put into templates, for kinds that have templates. */
export const templateOptions = {
  /** `auto`: for the place where they stand; `none`: exactly as Go does. */
  escape: z.enum(['auto', 'none']).default('auto'),
  /** What an absent field gives: Go's `<no value>`, nothing, or a failed delivery. */
  missing: z.enum(['go', 'empty', 'error']).default('go'),
};

/** How much an action sends at most, over all nodes; left out: as much as there is. */
export const limits = {
  /** Attempts a second. */
  ratePerSec: z.number().min(0.01).max(1_000).optional(),
  /** Attempts at the same time. An integration as a whole never has more than 50. */
  concurrency: z.int('must be a whole number').min(1).max(50).optional(),
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

const header = z.strictObject({
  name: z
    .string()
    .max(256)
    .superRefine((name, context) => complain(context, headerNameProblem(name))),
  value: templateText.max(8_192).superRefine((value, context) => complain(context, headerValueProblem(value))),
});

function complain(context: z.RefinementCtx, message: string | undefined): void {
  if (message !== undefined) context.addIssue({ code: 'custom', message });
}

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
