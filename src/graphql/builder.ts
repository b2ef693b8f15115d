// The schema builder and what every noun's file shares: scalars, enums, and the rule that one noun is one file.
import SchemaBuilder from '@pothos/core';
import PrismaPlugin from '@pothos/plugin-prisma';
import RelayPlugin from '@pothos/plugin-relay';
import { GraphQLError, type ValueNode, valueFromASTUntyped } from 'graphql';
import { contentModes, formats } from '../actions/http-message.ts';
import { operators } from '../domain/condition.ts';
import { subjectFormats } from '../domain/security-event.ts';
import { readTime } from '../domain/time.ts';
import { DeliveryStatus } from '../infra/generated/prisma/client.ts';
import type { Context } from './context.ts';
import type PrismaTypes from './generated/pothos-types.ts';
import { getDatamodel } from './generated/pothos-types.ts';

export const builder = new SchemaBuilder<{
  Context: Context;
  PrismaTypes: PrismaTypes;
  DefaultFieldNullability: false;
  Scalars: {
    ID: { Input: string; Output: string };
    DateTime: { Input: Date; Output: Date };
    JSON: { Input: unknown; Output: unknown };
  };
}>({
  plugins: [PrismaPlugin, RelayPlugin],
  defaultFieldNullability: false,
  prisma: {
    client: (context) => context.services.database.prisma,
    dmmf: getDatamodel(),
    exposeDescriptions: false,
    filterConnectionTotalCount: true,
    onUnusedQuery: null,
  },
  relay: { clientMutationId: 'omit', cursorType: 'String' },
});

builder.queryType({ description: 'What can be read. Needs the scope READ.' });
builder.mutationType({
  description:
    'What can be changed. Each mutation is one transaction, and needs the scope ADMIN, publishing EVENTS_WRITE.',
});
builder.subscriptionType({
  description: 'What can be watched, over websocket (graphql-ws) or server-sent events. Needs the scope READ.',
});

builder.scalarType('DateTime', {
  description: 'A time as in RFC 3339, such as 2026-03-29T01:30:00.123Z; always given in UTC.',
  serialize: (value) => value.toISOString(),
  parseValue: (value) => {
    const time = typeof value === 'string' ? readTime(value) : undefined;
    if (!time) throw new GraphQLError('must be a time as in RFC 3339, such as 2026-03-29T01:30:00Z');
    return time;
  },
});

builder.scalarType('JSON', {
  description: 'Any JSON value.',
  serialize: (value) => value,
  parseValue: (value) => value,
  parseLiteral: (node: ValueNode, variables) => valueFromASTUntyped(node, variables as never),
});

/** What the fields of an input type are made with. */
export type InputFields = Parameters<Parameters<typeof builder.inputType>[1]['fields']>[0];

/** The specification's words in GraphQL's spelling: `ends_with` is ENDS_WITH. */
export const upperCase = <const Value extends string>(values: readonly Value[]) =>
  Object.fromEntries(values.map((value) => [value.toUpperCase(), { value }])) as Record<string, { value: Value }>;

export const ConditionOperator = builder.enumType('ConditionOperator', {
  description:
    'How a condition compares: text, GT and its like numbers or times. A missing field is NEQ, NOT_IN and IS_FALSE, and nothing else.',
  values: upperCase(operators),
});

export const DeliveryStatusEnum = builder.enumType('DeliveryStatus', {
  description:
    'PENDING: queued, or waiting for the next attempt. RUNNING: being attempted. SUCCESS. FAILED: all attempts exhausted.',
  values: upperCase(Object.values(DeliveryStatus)),
});

export const HttpMethod = builder.enumType('HttpMethod', {
  values: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const,
});
export const LogLevel = builder.enumType('LogLevel', { values: upperCase(['info', 'warn', 'error']) });
export const TemplateEscape = builder.enumType('TemplateEscape', {
  description: 'AUTO: values are escaped for the place they stand in (JSON, url, Slack). NONE: exactly as Go does.',
  values: upperCase(['auto', 'none']),
});
export const MissingValue = builder.enumType('MissingValue', {
  description: 'What an absent field gives. GO: `<no value>`. EMPTY: nothing. ERROR: the delivery fails.',
  values: upperCase(['go', 'empty', 'error']),
});
export const SigningScheme = builder.enumType('SigningScheme', {
  description: 'V1: HMAC-SHA256 with a shared secret. V1A: Ed25519, receivers need the public key only.',
  values: upperCase(['v1', 'v1a']),
});
export const HttpFormat = builder.enumType('HttpFormat', {
  description:
    'What an HTTP action sends. TEMPLATE: its body. JSON: the whole event. CLOUDEVENTS: a CloudEvent 1.0. ' +
    'SET: a signed security event token (RFC 8417), pushed as in RFC 8935.',
  values: upperCase(formats),
});
export const ContentMode = builder.enumType('ContentMode', {
  description: 'How a CloudEvent travels. STRUCTURED: all of it in the body. BINARY: attributes in `ce-` headers.',
  values: upperCase(contentModes),
});
export const SubjectFormat = builder.enumType('SubjectFormat', {
  description: 'How a security event names a user (RFC 9493).',
  values: upperCase(subjectFormats),
});
export const RetryClass = builder.enumType('RetryClass', {
  description: 'A class of failures that can be tried again.',
  values: {
    NETWORK: { value: 'network', description: 'No connection, or one that broke.' },
    TIMEOUT: { value: 'timeout' },
    HTTP_408: { value: '408' },
    HTTP_429: { value: '429' },
    HTTP_5XX: { value: '5xx' },
    HTTP_4XX: { value: '4xx', description: 'Any other 4xx.' },
  } as const,
});
export const HttpAuthType = builder.enumType('HttpAuthType', { values: upperCase(['none', 'bearer', 'basic']) });

export const Header = builder.objectRef<{ name: string; value: string }>('Header').implement({
  description: 'A header of an HTTP request or response. Values of headers that hold credentials are masked.',
  fields: (t) => ({ name: t.exposeString('name'), value: t.exposeString('value') }),
});
