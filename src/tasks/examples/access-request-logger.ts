// Logs every step in the life of an access request, and how many of each kind there have been.
// Integration: trigger access_request.*, action Trigger Task.
export default async function logAccessRequest(event: ScriptEvent | null, { log, store }: ScriptContext) {
  if (!event?.type.startsWith('access_request.')) {
    log.warn('not an access request event', event?.type);
    return;
  }
  const step = event.type.slice('access_request.'.length);
  const { request_id, requester_email, resource_name } = event.data;
  log.info(`${event.fired_at} request ${request_id ?? 'without id'} ${step}`, {
    requester: requester_email ?? null,
    resource: resource_name ?? null,
    by: event.actor_email,
  });
  const count = Number((await store.get(step)) ?? 0) + 1;
  await store.set(step, count);
  log.info(`${step} so far: ${count}`);
}
