// How long history is kept, for whoever wonders where a row has gone.
import { builder } from './builder.ts';

export interface RetentionInForce {
  readonly days: number;
  readonly perIntegration: number;
}

export const Retention = builder.objectRef<RetentionInForce>('Retention').implement({
  description: 'How long events, deliveries, attempts and runs are kept, as the service was started.',
  fields: (t) => ({
    days: t.int({
      nullable: true,
      description: 'Days after their end (RETENTION_DAYS); null: for ever.',
      resolve: ({ days }) => (days === 0 ? null : days),
    }),
    deliveriesPerIntegration: t.int({
      nullable: true,
      description: 'Deliveries that each integration keeps at most (RETENTION_PER_INTEGRATION); null: no limit.',
      resolve: ({ perIntegration }) => (perIntegration === 0 ? null : perIntegration),
    }),
  }),
});

builder.queryField('retention', (t) =>
  t.field({
    type: Retention,
    description: 'How long history is kept.',
    resolve: (_root, _args, { services }) => services.retention,
  }),
);
