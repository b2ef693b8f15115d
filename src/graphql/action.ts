// Actions: one object and one input type per kind, with exactly the kind's own fields.
import type { ActionConfig } from '../actions/action-kind.ts';
import { formConfig } from '../actions/form-config.ts';
import type { HttpConfig } from '../actions/http.ts';
import type { LogConfig } from '../actions/log.ts';
import type { SlackConfig } from '../actions/slack.ts';
import type { TriggerTaskConfig } from '../actions/trigger-task.ts';
import {
  builder,
  ContentMode,
  Header,
  HttpAuthType,
  HttpFormat,
  HttpMethod,
  LogLevel,
  MissingValue,
  RetryClass,
  SigningScheme,
  SubjectFormat,
  TemplateEscape,
} from './builder.ts';

/** An action as it may be shown: `config` is masked. */
export interface ShownAction<Config = unknown> {
  readonly id: string;
  readonly type: string;
  readonly config: Config;
  /** Of signing keys, which are themselves never shown. */
  readonly publicKeys?: readonly string[];
}

type LimitFields = Pick<LogConfig, 'ratePerSec' | 'concurrency'>;

export const Action = builder.interfaceRef<ShownAction>('Action').implement({
  description: 'What to do when an integration fires.',
  fields: (t) => ({
    id: t.exposeID('id', { description: 'Keeps its value as long as the action is kept in updates.' }),
    type: t.exposeString('type', { description: 'http, slack, log or trigger_task.' }),
    ratePerSec: t.float({
      nullable: true,
      description: 'Attempts a second, at most, over all nodes; null: as many as there are.',
      resolve: ({ config }) => (config as LimitFields).ratePerSec ?? null,
    }),
    concurrency: t.int({
      nullable: true,
      description: 'Attempts at the same time, at most, over all nodes; null: 50 of the integration as a whole.',
      resolve: ({ config }) => (config as LimitFields).concurrency ?? null,
    }),
    config: t.field({
      type: 'JSON',
      description: 'All that a form of its kind shows: see actionKinds. Secrets are masked.',
      resolve: ({ type, config }) => formConfig(type, config as ActionConfig),
    }),
  }),
  resolveType: ({ type }) => typeNames[type],
});

const typeNames: Record<string, string> = {
  http: 'HttpAction',
  slack: 'SlackAction',
  log: 'LogAction',
  trigger_task: 'TriggerTaskAction',
};

const HttpAuth = builder.objectRef<HttpConfig['auth']>('HttpAuth').implement({
  description: 'How an HTTP action authenticates. Secrets are masked.',
  fields: (t) => ({
    type: t.expose('type', { type: HttpAuthType }),
    token: t.string({ nullable: true, resolve: (auth) => (auth.type === 'bearer' ? auth.token : null) }),
    username: t.string({ nullable: true, resolve: (auth) => (auth.type === 'basic' ? auth.username : null) }),
    password: t.string({ nullable: true, resolve: (auth) => (auth.type === 'basic' ? auth.password : null) }),
  }),
});

const Backoff = builder.objectRef<NonNullable<HttpConfig['backoff']>>('Backoff').implement({
  description: 'How the waits between attempts grow; each is spread by ±20 %.',
  fields: (t) => ({
    initialSecs: t.exposeFloat('initialSecs', { description: 'Wait after the first failed attempt.' }),
    factor: t.exposeFloat('factor', { description: 'What each further wait is multiplied with.' }),
    maxSecs: t.exposeFloat('maxSecs', { description: 'No wait is longer.' }),
  }),
});

builder.objectRef<ShownAction<HttpConfig>>('HttpAction').implement({
  description: 'Sends an HTTP request to a URL.',
  interfaces: [Action],
  isTypeOf: (action) => (action as ShownAction).type === 'http',
  fields: (t) => ({
    method: t.field({ type: HttpMethod, resolve: ({ config }) => config.method }),
    url: t.string({ description: 'A template.', resolve: ({ config }) => config.url }),
    headers: t.field({ type: [Header], resolve: ({ config }) => config.headers }),
    body: t.string({ description: 'A template.', resolve: ({ config }) => config.body }),
    timeoutSecs: t.int({
      description: 'For connection, headers and body together.',
      resolve: ({ config }) => config.timeoutSecs,
    }),
    maxRetries: t.int({ description: 'Attempts = 1 + this.', resolve: ({ config }) => config.maxRetries }),
    backoff: t.field({ type: Backoff, nullable: true, resolve: ({ config }) => config.backoff }),
    auth: t.field({ type: HttpAuth, resolve: ({ config }) => config.auth }),
    retryOn: t.field({
      type: [RetryClass],
      nullable: true,
      description: 'The failures that are tried again; null for all that can pass.',
      resolve: ({ config }) => config.retryOn,
    }),
    signing: t.boolean({
      description: 'Requests carry a `webhook-signature` as in Standard Webhooks.',
      resolve: ({ config }) => config.signing,
    }),
    signingScheme: t.field({ type: SigningScheme, resolve: ({ config }) => config.signingScheme }),
    signingSecret: t.string({
      nullable: true,
      description:
        'Only in the answer to the change that made it: the secret or private key. Keep it, it is not shown again.',
      resolve: ({ id }, _args, { revealed }) => revealed.get(id) ?? null,
    }),
    signingPublicKeys: t.stringList({
      description: 'What receivers of V1A signatures need, the current key first. Empty for V1.',
      resolve: ({ publicKeys }) => [...(publicKeys ?? [])],
    }),
    ca: t.string({
      nullable: true,
      description: 'Certificates in PEM to trust beside the well-known ones.',
      resolve: ({ config }) => config.ca,
    }),
    tlsInsecure: t.boolean({
      description: 'The certificate is not checked at all.',
      resolve: ({ config }) => config.tlsInsecure,
    }),
    format: t.field({ type: HttpFormat, resolve: ({ config }) => config.format ?? 'template' }),
    contentMode: t.field({
      type: ContentMode,
      nullable: true,
      description: 'Of CLOUDEVENTS; null: STRUCTURED.',
      resolve: ({ config }) => config.contentMode ?? null,
    }),
    audience: t.string({
      nullable: true,
      description: 'Of SET: the `aud` that the receiver expects.',
      resolve: ({ config }) => config.audience ?? null,
    }),
    subjectFormat: t.field({
      type: SubjectFormat,
      nullable: true,
      description: 'Of SET; null: EMAIL where the event has one, else ISS_SUB.',
      resolve: ({ config }) => config.subjectFormat ?? null,
    }),
    subjectIssuer: t.string({
      nullable: true,
      description: "Of SET: the `iss` beside a user's id; null: this service.",
      resolve: ({ config }) => config.subjectIssuer ?? null,
    }),
    escape: t.field({ type: TemplateEscape, resolve: ({ config }) => config.escape }),
    missing: t.field({ type: MissingValue, resolve: ({ config }) => config.missing }),
  }),
});

builder.objectRef<ShownAction<SlackConfig>>('SlackAction').implement({
  description: 'Posts a message to a Slack channel through an Incoming Webhook.',
  interfaces: [Action],
  isTypeOf: (action) => (action as ShownAction).type === 'slack',
  fields: (t) => ({
    webhookUrl: t.string({
      description: 'Its path is the secret and masked.',
      resolve: ({ config }) => config.webhookUrl,
    }),
    message: t.string({ description: 'A template.', resolve: ({ config }) => config.message }),
    blocks: t.string({
      nullable: true,
      description: 'A template that gives a JSON list of Block Kit blocks.',
      resolve: ({ config }) => config.blocks,
    }),
    escape: t.field({ type: TemplateEscape, resolve: ({ config }) => config.escape }),
    missing: t.field({ type: MissingValue, resolve: ({ config }) => config.missing }),
  }),
});

builder.objectRef<ShownAction<LogConfig>>('LogAction').implement({
  description: 'Appends an entry to the server log.',
  interfaces: [Action],
  isTypeOf: (action) => (action as ShownAction).type === 'log',
  fields: (t) => ({
    message: t.string({ description: 'A template.', resolve: ({ config }) => config.message }),
    level: t.field({ type: LogLevel, resolve: ({ config }) => config.level }),
    escape: t.field({ type: TemplateEscape, resolve: ({ config }) => config.escape }),
    missing: t.field({ type: MissingValue, resolve: ({ config }) => config.missing }),
  }),
});

builder.objectRef<ShownAction<TriggerTaskConfig>>('TriggerTaskAction').implement({
  description: 'Immediately runs a scheduled task (script or built-in).',
  interfaces: [Action],
  isTypeOf: (action) => (action as ShownAction).type === 'trigger_task',
  fields: (t) => ({ taskId: t.id({ resolve: ({ config }) => config.taskId }) }),
});
