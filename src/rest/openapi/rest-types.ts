// GraphQL's types as REST spells them: names in snake_case, enums in lower case, headers as an object, and fields that
// appear only where they say something.
import {
  type GraphQLEnumType,
  type GraphQLInputType,
  type GraphQLOutputType,
  isEnumType,
  isListType,
  isNonNullType,
} from 'graphql';
import type { Schema } from '../route-docs.ts';

export interface Shape {
  /** Fields that are there only where they say something. `nullable`: all that can be null. */
  readonly optional?: readonly string[] | 'nullable';
  /** Of the optional fields those that can be null where they are there. */
  readonly nullable?: readonly string[];
  /** Fields whose own fields stand in its place. */
  readonly merged?: readonly string[];
  /** What the document asks for and the body does not show. */
  readonly hidden?: readonly string[];
  readonly named?: Readonly<Record<string, string>>;
  /** What the body adds; it may be absent. */
  readonly added?: Readonly<Record<string, Schema>>;
  /** What it is as a whole, instead. */
  readonly whole?: Schema;
}

const managed = ['managedBy', 'managedKey'];
const gates = ['ratePerSec', 'concurrency'];
const templateOptions = ['escape', 'missing', ...gates];

/** By the name of the GraphQL type: where its body is not simply its fields. */
export const shapes: Readonly<Record<string, Shape>> = {
  Integration: {
    optional: [
      ...['threshold', 'digest', 'breaker', 'breakers', 'orderingKey', 'pausedAt', 'pausedReason', 'warnings'],
      ...managed,
    ],
    nullable: ['pausedAt'],
    merged: ['health'],
  },
  HttpAction: {
    optional: [
      ...['backoff', 'retryOn', 'signing', 'signingScheme', 'signingSecret', 'signingPublicKeys', 'ca', 'tlsInsecure'],
      ...['format', 'contentMode', 'audience', 'subjectFormat', 'subjectIssuer', ...templateOptions],
    ],
  },
  SlackAction: { optional: ['blocks', ...templateOptions] },
  LogAction: { optional: templateOptions },
  TriggerTaskAction: { optional: gates },
  Task: { optional: managed },
  ScimConnection: { optional: managed },
  ScimAuth: { optional: 'nullable' },
  Backfill: { optional: ['job'] },
  IntegrationExplanation: { optional: ['warnings'] },
  EventSource: { optional: managed },
  CreatedToken: { merged: ['token'] },
  ConfiguredObject: { optional: ['revealed'] },
  Delivery: { optional: ['test', 'waitsFor', 'digest'] },
  Attempt: {
    hidden: ['taskRuns'],
    added: { run_id: { type: 'string', description: 'Of a trigger_task action: the run that it was.' } },
  },
  RenderedAction: { optional: ['request', 'logEntry', 'taskId', 'error'] },
  Condition: { whole: { $ref: '#/components/schemas/Condition' } },
  ConditionTrace: { whole: { $ref: '#/components/schemas/ConditionTrace' } },
  EventSourceRule: { optional: 'nullable' },
  EventSourceSetting: { optional: 'nullable' },
  EventSourceTrial: { optional: 'nullable' },
  PublishResult: { named: { eventId: 'id', deliveryCount: 'deliveries' } },
};

/** The `type` that an action has. */
export const actionTypes: Readonly<Record<string, string>> = {
  HttpAction: 'http',
  SlackAction: 'slack',
  LogAction: 'log',
  TriggerTaskAction: 'trigger_task',
};

const text = { type: 'string' };

/** Schemas that no single GraphQL type has. */
export const ownSchemas: Readonly<Record<string, Schema>> = {
  Condition: {
    description: 'A condition, or a group of them: all, any or not.',
    type: 'object',
    properties: {
      field: text,
      operator: text,
      value: { type: ['string', 'null'] },
      values: { type: 'array', items: text },
      ignore_case: { type: 'boolean' },
      order: { type: 'integer' },
      all: { type: 'array', items: { $ref: '#/components/schemas/Condition' } },
      any: { type: 'array', items: { $ref: '#/components/schemas/Condition' } },
      not: { $ref: '#/components/schemas/Condition' },
    },
    required: ['order'],
    additionalProperties: false,
  },
  ConditionTrace: {
    description: 'How a condition or a group of them came out for the event.',
    type: 'object',
    properties: {
      path: text,
      holds: { type: 'boolean' },
      group: { type: ['string', 'null'] },
      field: text,
      operator: text,
      value: { type: ['string', 'null'] },
      values: { type: 'array', items: text },
      ignore_case: { type: 'boolean' },
      actual: { description: 'What the event has there.' },
      found_by: { type: ['string', 'null'], description: 'By which of the rules for names.' },
      found_at: { type: ['string', 'null'] },
    },
    required: ['path', 'holds'],
    additionalProperties: false,
  },
  Headers: {
    description: 'Names and values. Values that hold credentials are masked.',
    type: 'object',
    additionalProperties: text,
  },
  Problem: {
    description: 'An error as in RFC 9457.',
    type: 'object',
    properties: {
      type: { const: 'about:blank' },
      title: text,
      status: { type: 'integer' },
      detail: text,
      errors: {
        description: 'Each bad field, 50 at most.',
        type: 'array',
        items: {
          type: 'object',
          properties: { path: { ...text, description: 'Such as actions[0].url.' }, message: text },
          required: ['path', 'message'],
          additionalProperties: false,
        },
      },
      request_id: { ...text, description: 'Of a surprise: the id that the log has it under.' },
    },
    required: ['type', 'title', 'status', 'detail'],
    additionalProperties: false,
  },
};

const scalars: Readonly<Record<string, Schema>> = {
  ID: text,
  String: text,
  Int: { type: 'integer' },
  Float: { type: 'number' },
  Boolean: { type: 'boolean' },
  DateTime: { type: 'string', format: 'date-time' },
  JSON: {},
};

/** Of a scalar or an enum. */
export function leafSchema(type: GraphQLInputType | GraphQLOutputType): Schema {
  if (isEnumType(type)) return { type: 'string', enum: enumValues(type) };
  return scalars[type.toString()] ?? {};
}

function enumValues(type: GraphQLEnumType): string[] {
  const names = type.getValues().map(({ name }) => name);
  if (type.name === 'HttpMethod') return names;
  if (type.name === 'Scope') return names.map((name) => name.replace('_', ':').toLowerCase());
  return names.map((name) => name.replace(/^HTTP_/, '').toLowerCase());
}

/** A list of names and values is an object in REST. */
export function isHeaders(type: GraphQLInputType | GraphQLOutputType): boolean {
  const inner = isNonNullType(type) ? type.ofType : type;
  return isListType(inner) && /^Header(Input)?!?$/.test(String(inner.ofType));
}

export const nullable = (schema: Schema): Schema => {
  if (Object.keys(schema).filter((key) => key !== 'description').length === 0) return schema;
  if (typeof schema.type === 'string' && !('enum' in schema)) return { ...schema, type: [schema.type, 'null'] };
  const { description, ...rest } = schema;
  return { ...(description !== undefined && { description }), anyOf: [rest, { type: 'null' }] };
};

/** What GraphQL calls an error, REST has a status for. */
export const inRestWords = (description: string) =>
  description.replaceAll('BAD_USER_INPUT', '400').replaceAll('NOT_FOUND', '404').replaceAll('CONFLICT', '409');
