// The demo's integrations, as GraphQL inputs. They are made anew at each start, for the receiver's address changes.

export const sampleIntegrations = (receiverUrl: string, taskId: string) => [
  {
    name: 'Demo: new staff',
    description: 'An HTTP request for new users of one domain only.',
    triggers: ['user.created'],
    conditions: [{ field: 'user.email', operator: 'ENDS_WITH', value: '@example.com', order: 1 }],
    actions: [
      {
        http: {
          url: `${receiverUrl}/staff?name={{.Data.user_name}}`,
          headers: [{ name: 'X-Event-Type', value: '{{.EventType}}' }],
          body: '{"email":"{{.Data.user_email}}","at":"{{.FiredAt}}"}',
          auth: { bearer: { token: 'demo-secret' } },
        },
      },
    ],
  },
  {
    name: 'Demo: failed logins to Slack',
    description: 'A Slack message; here the receiver plays Slack.',
    triggers: ['login.failed', 'access_request.*'],
    actions: [
      {
        slack: {
          webhookUrl: `${receiverUrl}/services/T0/B0/demo`,
          message: '{{.EventType}}: {{.Data.user_email}} from {{.IPAddress}}',
        },
      },
    ],
  },
  {
    name: 'Demo: log of everything',
    description: 'A line in the server log for each event.',
    triggers: ['*'],
    actions: [{ log: { message: '{{.EventType}} by {{.ActorEmail}}', level: 'WARN' } }],
  },
  {
    name: 'Demo: directory sync',
    description: 'Its target is down two times out of three: watch the retries.',
    triggers: ['group.*', 'user.updated'],
    actions: [
      {
        http: {
          url: `${receiverUrl}/directory`,
          body: '{"type":"{{.EventType}}","data":{{toJson .Data}}}',
          maxRetries: 4,
          backoff: { initialSecs: 2, factor: 1.5, maxSecs: 10 },
        },
      },
    ],
  },
  {
    name: 'Demo: who asks for access',
    description: 'Runs the sample task for each access request.',
    triggers: ['access_request.*'],
    actions: [{ triggerTask: { taskId } }],
  },
  {
    name: 'Demo: tickets',
    description: 'Its token is refused: see what failed, why, and what to do.',
    triggers: ['login.failed'],
    actions: [
      {
        http: {
          url: `${receiverUrl}/tickets`,
          body: '{"title":"Failed sign-in of {{.Data.user_email}}"}',
          auth: { bearer: { token: 'expired-demo-secret' } },
        },
      },
    ],
  },
];
