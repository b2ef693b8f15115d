// The row of the table for a configuration as a whole.
import { appliedBody } from './configuration-body.ts';
import { configurationDocs } from './configuration-docs.ts';
import { configurationInput, configurationProblem } from './configuration-input.ts';
import * as gql from './gql/operations.ts';
import { type Route, route } from './route.ts';

export const configurationRoutes: readonly Route[] = [
  route({
    method: 'POST',
    path: '/configuration/apply',
    document: gql.ApplyConfigurationDocument,
    docs: configurationDocs.apply,
    variables: ({ body }, problems) => ({ input: configurationInput(body, problems) as gql.ApplyConfigurationInput }),
    input: { type: 'ApplyConfigurationInput', of: ({ input }) => [['', input]] },
    problemOf: configurationProblem,
    answer: ({ applyConfiguration }) => ({ status: 200, body: appliedBody(applyConfiguration) }),
  }),
];
