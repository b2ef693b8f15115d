// Event sources, their kinds and trials as the REST bodies show them.
import { conditionBody } from './condition-body.ts';
import type { ListSourceKindsQuery, SourceBodyFragment, TestSourceQuery } from './gql/operations.ts';
import { managedBody, snakeKeys, withoutNulls } from './spelling.ts';

export const sourceBody = ({ rules, stats, managedBy, managedKey, ...source }: SourceBodyFragment) => ({
  ...snakeKeys(source),
  ...managedBody({ managedBy, managedKey }),
  rules: rules.map(({ match, type, data, ...envelope }) => ({
    match: match.map(conditionBody),
    type,
    data,
    ...withoutNulls(snakeKeys(envelope)),
  })),
  stats: { ...snakeKeys(stats), rejected: stats.rejected.map(snakeKeys), control: stats.control.map(snakeKeys) },
});

export const sourceKindBody = ({ settings, ...kind }: ListSourceKindsQuery['sourceKinds'][number]) => ({
  ...kind,
  settings: settings.map((setting) => ({ ...withoutNulls(snakeKeys(setting)), type: setting.type.toLowerCase() })),
});

export const trialBody = ({ events, ...trial }: TestSourceQuery['testSource'][number]) => ({
  ...withoutNulls(trial),
  events: events.map(snakeKeys),
});
