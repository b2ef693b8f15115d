// The input side of actions. GraphQL sees to types; what the values must be is each kind's own schema.
import type { ActionInput as ActionFields } from '../integrations/valid-integration.ts';
import {
  builder,
  ContentMode,
  HttpFormat,
  HttpMethod,
  LogLevel,
  MissingValue,
  RetryClass,
  SigningScheme,
  SubjectFormat,
  TemplateEscape,
} from './builder.ts';

const HeaderInput = builder.inputType('HeaderInput', {
  fields: (t) => ({
    name: t.string({ required: true }),
    value: t.string({ description: 'A template. Left out or masked in an update: the stored one of this name.' }),
  }),
});

const secretRule = 'Left out or masked in an update: the stored one.';

const HttpAuthInput = builder.inputType('HttpAuthInput', {
  description: 'How to authenticate. Left out: not at all.',
  isOneOf: true,
  fields: (t) => ({
    bearer: t.field({
      type: builder.inputType('BearerAuthInput', { fields: (f) => ({ token: f.string({ description: secretRule }) }) }),
    }),
    basic: t.field({
      type: builder.inputType('BasicAuthInput', {
        fields: (f) => ({ username: f.string({ required: true }), password: f.string({ description: secretRule }) }),
      }),
    }),
  }),
});

const BackoffInput = builder.inputType('BackoffInput', {
  fields: (t) => ({
    initialSecs: t.float({ required: true, description: 'Wait after the first failed attempt.' }),
    factor: t.float({ description: 'What each further wait is multiplied with. Default: 2.' }),
    maxSecs: t.float({ description: 'No wait is longer. Default: 36,000.' }),
  }),
});

const idRule = 'Of the action that this one replaces; left out: a new action.';

const rateRule = 'Attempts a second, 0.01 to 1,000, over all nodes; those beyond wait. Default: no limit.';
const concurrencyRule = 'Attempts at the same time, 1 to 50, over all nodes; those beyond wait. Default: no limit.';

export const HttpActionInput = builder.inputType('HttpActionInput', {
  fields: (t) => ({
    id: t.id({ description: idRule }),
    method: t.field({ type: HttpMethod, description: 'Default: POST.' }),
    url: t.string({ required: true, description: 'A template; http or https.' }),
    headers: t.field({ type: [HeaderInput], description: 'Default: none.' }),
    body: t.string({ description: 'A template. Default: none.' }),
    timeoutSecs: t.int({ description: '1 to 300, for connection, headers and body together. Default: 10.' }),
    maxRetries: t.int({ description: '0 to 20; attempts = 1 + this. Default: 0.' }),
    backoff: t.field({ type: BackoffInput, description: 'Default: 5 s, 30 s, 5 min, 30 min, 2 h, 5 h, 10 h.' }),
    auth: t.field({ type: HttpAuthInput }),
    retryOn: t.field({
      type: [RetryClass],
      description: 'Only these failures are tried again. Default: all that can pass.',
    }),
    signing: t.boolean({ description: 'Sign requests; the answer shows the secret once. Default: false.' }),
    signingScheme: t.field({ type: SigningScheme, description: 'Default: V1.' }),
    ca: t.string({ description: 'Certificates in PEM to trust beside the well-known ones.' }),
    tlsInsecure: t.boolean({ description: 'Do not check the certificate at all. Default: false.' }),
    format: t.field({ type: HttpFormat, description: 'Default: TEMPLATE. The body is empty with any other.' }),
    contentMode: t.field({ type: ContentMode, description: 'Of CLOUDEVENTS. Default: STRUCTURED.' }),
    audience: t.string({ description: 'Of SET, which needs it: the `aud` that the receiver expects.' }),
    subjectFormat: t.field({
      type: SubjectFormat,
      description: 'Of SET: how a user is named where the event allows it. Default: EMAIL, else ISS_SUB.',
    }),
    subjectIssuer: t.string({
      description: "Of SET: who gave the user's id, the `iss` beside it. Default: this service.",
    }),
    ratePerSec: t.float({ description: rateRule }),
    concurrency: t.int({ description: concurrencyRule }),
    escape: t.field({ type: TemplateEscape, description: 'Default: AUTO.' }),
    missing: t.field({ type: MissingValue, description: 'Default: GO.' }),
  }),
});

export const SlackActionInput = builder.inputType('SlackActionInput', {
  fields: (t) => ({
    id: t.id({ description: idRule }),
    webhookUrl: t.string({ description: `The Incoming Webhook's address. ${secretRule}` }),
    message: t.string({ required: true, description: 'A template.' }),
    blocks: t.string({ description: 'A template that gives a JSON list of Block Kit blocks. Default: none.' }),
    ratePerSec: t.float({ description: rateRule }),
    concurrency: t.int({ description: concurrencyRule }),
    escape: t.field({ type: TemplateEscape, description: 'Default: AUTO.' }),
    missing: t.field({ type: MissingValue, description: 'Default: GO.' }),
  }),
});

export const LogActionInput = builder.inputType('LogActionInput', {
  fields: (t) => ({
    id: t.id({ description: idRule }),
    message: t.string({ required: true, description: 'A template.' }),
    level: t.field({ type: LogLevel, description: 'Default: INFO.' }),
    ratePerSec: t.float({ description: rateRule }),
    concurrency: t.int({ description: concurrencyRule }),
    escape: t.field({ type: TemplateEscape, description: 'Default: AUTO.' }),
    missing: t.field({ type: MissingValue, description: 'Default: GO.' }),
  }),
});

const TriggerTaskActionInput = builder.inputType('TriggerTaskActionInput', {
  fields: (t) => ({
    id: t.id({ description: idRule }),
    taskId: t.id({ required: true }),
    ratePerSec: t.float({ description: rateRule }),
    concurrency: t.int({ description: concurrencyRule }),
  }),
});

const OtherActionInput = builder.inputType('OtherActionInput', {
  description: 'An action of any kind, by its type and its fields.',
  fields: (t) => ({
    id: t.id({ description: idRule }),
    type: t.string({ required: true, description: 'One of actionKinds.' }),
    config: t.field({ type: 'JSON', required: true, description: 'Its fields, as the kind’s form describes them.' }),
  }),
});

export const ActionInput = builder.inputType('ActionInput', {
  description: 'One action, under the name of its kind.',
  isOneOf: true,
  fields: (t) => ({
    http: t.field({ type: HttpActionInput }),
    slack: t.field({ type: SlackActionInput }),
    log: t.field({ type: LogActionInput }),
    triggerTask: t.field({ type: TriggerTaskActionInput }),
    other: t.field({ type: OtherActionInput, description: 'Of any kind, for forms that are made of actionKinds.' }),
  }),
});

/** GraphQL's nested alternatives as the flat configuration that kinds are made of. */
export function actionFields(input: object): ActionFields {
  const [name, given] = Object.entries(input).find(([, value]) => value != null) ?? ['', {}];
  if (name === 'other') {
    const { id, type, config } = given as typeof OtherActionInput.$inferInput;
    return { id: id == null ? undefined : String(id), type, config: isFields(config) ? withoutNulls(config) : {} };
  }
  const { id, auth, ...rest } = given as Record<string, unknown>;
  const config = {
    ...withoutNulls(rest),
    ...(name === 'http' && auth != null && { auth: authFields(auth as typeof HttpAuthInput.$inferInput) }),
  };
  return { id: id == null ? undefined : String(id), type: name === 'triggerTask' ? 'trigger_task' : name, config };
}

const isFields = (config: unknown): config is Record<string, unknown> =>
  typeof config === 'object' && config !== null && !Array.isArray(config);

function authFields(auth: typeof HttpAuthInput.$inferInput) {
  const [type, fields] = Object.entries(auth).find(([, value]) => value != null) ?? ['none', {}];
  return { type, ...withoutNulls(fields as Record<string, unknown>) };
}

/** Null means left out: the default. Also in headers and backoff; makes plain objects of GraphQL's own. */
const withoutNulls = (fields: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(fields)
      .filter(([, value]) => value !== null && value !== undefined)
      .map(([name, value]) => [name, Array.isArray(value) ? value.map(plain) : plain(value)]),
  );

const plain = (value: unknown) =>
  typeof value === 'object' && value !== null ? withoutNulls(value as Record<string, unknown>) : value;
