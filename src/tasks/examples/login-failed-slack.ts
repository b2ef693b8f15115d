// Posts to Slack when logins of one account fail again and again, once for each such series.
// Integration: trigger login.failed, action Trigger Task. For one message per failure a Slack action is enough.
export default async function loginFailed(event: ScriptEvent | null, { config, log, store, fetch }: ScriptContext) {
  if (event?.type !== 'login.failed') throw new Error('this task is for login.failed events');
  const who = String(event.data.user_email ?? event.actor_email ?? 'an unknown account');
  const threshold = Number(config.threshold || 3);
  const windowMs = Number(config.window_minutes || 10) * 60_000;

  const now = Date.parse(event.fired_at);
  const key = `failures of ${who}`.slice(0, 200);
  const before = ((await store.get(key)) ?? []) as number[];
  const failures = [...before.filter((time) => time > now - windowMs), now];
  log.info(`${failures.length} failed logins of ${who} in ${windowMs / 60_000} minutes`);
  if (failures.length < threshold) {
    await store.set(key, failures);
    return;
  }

  if (!config.webhook_url) throw new Error('the setting webhook_url is missing');
  const plain = who.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  const text = `*${failures.length} failed logins* of ${plain}, the last from ${event.ip_address ?? 'an unknown address'}`;
  const answer = await fetch(config.webhook_url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ text }),
  });
  if (!answer.ok) throw new Error(`Slack answered ${answer.status}: ${await answer.text()}`);
  await store.set(key, null);
  log.info('told Slack');
}
