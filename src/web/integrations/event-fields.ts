// What the events of some triggers hold, for pickers and completion: from the service's own schemas and samples.
import type { Catalogue } from './draft.ts';

type EventType = Catalogue['eventTypes'][number];

export const typesOf = (triggers: readonly string[], types: readonly EventType[]): readonly EventType[] =>
  types.filter(({ name }) =>
    triggers.some((trigger) => (trigger.endsWith('*') ? name.startsWith(trigger.slice(0, -1)) : name === trigger)),
  );

interface Sample {
  readonly actor_id?: unknown;
  readonly actor_email?: unknown;
  readonly ip_address?: unknown;
  readonly fired_at?: unknown;
  readonly data?: Readonly<Record<string, unknown>>;
}

/** Fields of the envelope, with how a sample spells each. */
const envelope = {
  EventType: 'type',
  ActorID: 'actor_id',
  ActorEmail: 'actor_email',
  IPAddress: 'ip_address',
  FiredAt: 'fired_at',
} as const;

/** Names that conditions take. */
export function conditionFields(types: readonly EventType[]): readonly string[] {
  const names = types.flatMap(({ payloadSchema }) => Object.keys(propertiesOf(payloadSchema)));
  return [...new Set([...names, ...Object.keys(envelope)])];
}

export interface TemplateValue {
  /** As a template writes it, such as .Data.user_email. */
  readonly name: string;
  /** In a sample; empty where there is none. */
  readonly example: string;
  readonly description: string;
}

export function templateValues(types: readonly EventType[]): readonly TemplateValue[] {
  const first = types[0];
  const sample = (first?.sample ?? {}) as Sample & Readonly<Record<string, unknown>>;
  const values = new Map<string, TemplateValue>();
  for (const [name, key] of Object.entries(envelope))
    values.set(name, { name: `.${name}`, example: textOf(sample[key]), description: '' });
  for (const { payloadSchema, sample: own } of types)
    for (const [name, field] of Object.entries(propertiesOf(payloadSchema)))
      if (!values.has(`Data.${name}`))
        values.set(`Data.${name}`, {
          name: `.Data.${name}`,
          example: textOf((own as Sample).data?.[name]),
          description: field.description ?? '',
        });
  return [...values.values()];
}

const propertiesOf = (schema: unknown) =>
  (schema as { properties?: Readonly<Record<string, { description?: string }>> }).properties ?? {};

const textOf = (value: unknown): string =>
  value === undefined || value === null ? '' : typeof value === 'string' ? value : JSON.stringify(value);
