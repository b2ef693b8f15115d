// The payload of a type as fields of a form, and back.
import type { SampleTypesQuery } from '../gql/events.ts';

export type SampleType = SampleTypesQuery['eventTypes'][number];

/** As `sample` has it: an event as POST /events takes it. */
export interface Sample {
  readonly actor_id?: string | null;
  readonly actor_email?: string | null;
  readonly ip_address?: string | null;
  readonly data?: Readonly<Record<string, unknown>>;
}

export interface PayloadField {
  readonly name: string;
  readonly description: string | undefined;
  readonly choices: readonly string[] | undefined;
  readonly isText: boolean;
}

interface Schema {
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly enum?: readonly unknown[];
}

/** Those that the schema names, and what its sample has besides. */
export function fieldsOf({ payloadSchema, sample }: SampleType): readonly PayloadField[] {
  const properties = (payloadSchema as { properties?: Readonly<Record<string, Schema>> }).properties ?? {};
  const data = (sample as Sample).data ?? {};
  return [...new Set([...Object.keys(properties), ...Object.keys(data)])].map((name) => {
    const { type, description, enum: choices } = properties[name] ?? {};
    const types = type === undefined ? [typeof data[name]] : [type].flat();
    return {
      name,
      description,
      choices: choices?.every((choice) => typeof choice === 'string') ? (choices as string[]) : undefined,
      isText: types.includes('string'),
    };
  });
}

/** Of what is no text its JSON; of what the sample does not have nothing. */
export const textsOf = (fields: readonly PayloadField[], data: Sample['data']): Readonly<Record<string, string>> =>
  Object.fromEntries(
    fields.flatMap(({ name, isText }) => {
      const value = data?.[name];
      if (value === undefined) return [];
      return [[name, isText && typeof value === 'string' ? value : JSON.stringify(value)]];
    }),
  );

/** Empty fields are left out. What should be JSON and is not is sent as text: the service says what is wrong with it. */
export const payloadOf = (
  fields: readonly PayloadField[],
  texts: Readonly<Record<string, string>>,
): Record<string, unknown> =>
  Object.fromEntries(
    fields.flatMap(({ name, isText }) => {
      const text = texts[name] ?? '';
      return text === '' ? [] : [[name, isText ? text : parsed(text)]];
    }),
  );

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
