// What the rows for integrations say of themselves.
import { pageParameters, type RouteDocs } from './route-docs.ts';

const newIntegration = {
  name: 'New staff',
  triggers: ['user.created'],
  conditions: [{ field: 'user.email', operator: 'ends_with', value: '@example.com', order: 1 }],
  actions: [
    {
      type: 'http',
      url: 'https://hr.example.com/hook',
      headers: { 'x-source': 'iam' },
      body: '{"email":"{{.Data.user_email}}"}',
      max_retries: 3,
      auth: { type: 'bearer', token: 'a-secret-token' },
      signing: true,
    },
  ],
};

const quiet = {
  name: 'Many failed logins',
  triggers: ['login.failed'],
  threshold: { count: 5, window_secs: 300, by: 'user.email' },
  actions: [{ type: 'log', message: '{{.Data.user_email}} failed to log in', level: 'warn' }],
};

const slack = {
  name: 'Tell the team',
  triggers: ['access_request.*'],
  digest: { window_secs: 600 },
  actions: [
    {
      type: 'slack',
      webhook_url: 'https://hooks.slack.com/services/T00000000/B00000000/XXXXXXXXXXXXXXXXXXXXXXXX',
      message: '{{len .Events}} requests',
    },
  ],
};

export const integrationDocs = {
  eventTypes: {
    summary: 'List the event types',
    answers: { 200: { items: 'eventTypes' } },
  },
  list: {
    summary: 'List integrations',
    query: {
      name: 'IntegrationFilter.name',
      enabled: 'IntegrationFilter.enabled',
      trigger: 'IntegrationFilter.trigger',
      ...pageParameters,
    },
    answers: { 200: { page: 'integrations', total: true } },
  },
  create: {
    summary: 'Create an integration',
    body: { of: { input: 'CreateIntegrationInput' }, examples: { http: newIntegration, threshold: quiet, slack } },
    answers: { 201: { one: 'createIntegration' } },
    headers: ['etag', 'location'],
  },
  get: { summary: 'Get an integration', answers: { 200: { one: 'integration' } }, headers: ['etag'] },
  update: {
    summary: 'Change an integration',
    ifMatch: true,
    body: {
      of: { input: 'UpdateIntegrationInput' },
      examples: { change: { description: 'Tells HR', enabled: false, threshold: null } },
    },
    answers: { 200: { one: 'updateIntegration' } },
    headers: ['etag'],
  },
  delete: { summary: 'Delete an integration', ifMatch: true, answers: { 204: 'empty' } },
  pause: {
    summary: 'Pause an integration',
    body: { of: { args: ['reason'] }, optional: true, examples: { reason: { reason: 'maintenance until 18:00' } } },
    answers: { 200: { one: 'pauseIntegration' } },
  },
  resume: {
    summary: 'Resume an integration',
    body: {
      of: { args: ['backlog', 'ratePerSec'] },
      optional: true,
      examples: { slowly: { backlog: 'keep', rate_per_sec: 10 }, drop: { backlog: 'drop' } },
    },
    answers: { 200: { one: 'resumeIntegration' } },
    conflict: 'It is not paused.',
  },
  rotateSigningSecret: {
    summary: 'Rotate the signing secret of an action',
    body: { of: { args: ['overlapSecs'] }, optional: true, examples: { 'two days': { overlap_secs: 172_800 } } },
    answers: { 200: { one: 'rotateSigningSecret' } },
    conflict: 'The action does not sign its requests.',
  },
  deliveries: {
    summary: 'List the deliveries of an integration',
    query: {
      status: 'DeliveryFilter.status',
      event_type: 'DeliveryFilter.eventType',
      since: 'DeliveryFilter.createdAfter',
      until: 'DeliveryFilter.createdBefore',
      ...pageParameters,
    },
    answers: { 200: { page: 'deliveries' } },
  },
  delivery: {
    summary: 'Get a delivery with its attempts',
    answers: { 200: { one: 'delivery' } },
  },
  retry: {
    summary: 'Retry a failed delivery',
    body: { of: { args: ['asBefore'] }, optional: true, examples: { now: {} } },
    answers: { 202: { one: 'retryDelivery' } },
    conflict:
      'It has not failed, or its integration is paused or deleted, or the event was erased, or what it sent cannot be sent again as before.',
  },
  attemptNow: {
    summary: 'Attempt a waiting delivery now',
    body: { of: { args: ['attempt'] }, optional: true, examples: { second: { attempt: 2 } } },
    answers: { 202: { one: 'attemptDeliveryNow' } },
    conflict: 'It does not wait, or waits for something else than its time.',
  },
  cancel: {
    summary: 'Cancel a delivery',
    answers: { 200: { one: 'cancelDelivery' } },
    conflict: 'It has ended.',
  },
} as const satisfies Record<string, RouteDocs>;
