// A configuration with one object of each kind.

export const hook = (more: Record<string, unknown> = {}) => ({
  name: 'Hook',
  triggers: ['user.created'],
  actions: [
    { type: 'http', url: 'https://hr.example.com/hook', auth: { type: 'bearer', token: 'secret-one' } },
    { type: 'trigger_task', task: 'Sync' },
  ],
  ...more,
});
export const sync = (more: Record<string, unknown> = {}) => ({
  name: 'Sync',
  script: 'export default async function () {}',
  config: [{ key: 'api_key', value: 'secret-two', secret: true }],
  ...more,
});
export const corp = {
  name: 'corp',
  base_url: 'https://id.example.com/scim',
  auth: { type: 'bearer', token: 'secret-three' },
};
export const okta = {
  name: 'okta',
  kind: 'okta',
  settings: { value: 'secret-four-0123456789' },
};
export const whole = (): Record<string, any> => ({
  integrations: [hook()],
  tasks: [sync()],
  scim_connections: [corp],
  sources: [okta],
});

export const outcomes = ({ body }: { body: any }) =>
  body.objects.map((one: any) => `${one.kind} ${one.key} ${one.outcome}`);
