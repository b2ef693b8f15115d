// Why attempts fail, in words: the service's one list.
import { type CauseCode, causeCodes, failureCauses, isRetryable } from '../domain/failure-causes.ts';
import { builder } from './builder.ts';

const FailureCause = builder.objectRef<CauseCode>('FailureCause').implement({
  description: 'A cause of failure. Texts can name `{host}` and the like, which the error text of an attempt tells.',
  fields: (t) => ({
    code: t.string({ description: 'As `cause` of deliveries and attempts.', resolve: (code) => code }),
    title: t.string({ resolve: (code) => failureCauses[code].title }),
    meaning: t.string({ description: 'In plain words.', resolve: (code) => failureCauses[code].meaning }),
    advice: t.string({ description: 'What a person can do.', resolve: (code) => failureCauses[code].advice }),
    retried: t.boolean({
      description: 'Further attempts are made by themselves, as long as there are some left.',
      resolve: (code) => isRetryable(code),
    }),
  }),
});

builder.queryField('failureCauses', (t) =>
  t.field({
    type: [FailureCause],
    description: 'Every cause of failure that there is.',
    resolve: () => [...causeCodes],
  }),
);
