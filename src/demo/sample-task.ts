// The demo's task, as a GraphQL input: it runs by the clock and for events.

const script = `// Who asks for access, and how often? Runs for each request, and every five minutes by itself.
interface Asked { [email: string]: number }

const asked = ((await store.get('asked')) ?? {}) as Asked;
if (event) {
  const who = String(event.data.user_email ?? event.actor_email ?? 'somebody');
  asked[who] = (asked[who] ?? 0) + 1;
  await store.set('asked', asked);
  log.info(event.type, who);
} else {
  for (const [who, times] of Object.entries(asked)) log.info(who, 'asked', times, 'times');
}
return Object.keys(asked).length;
`;

export const sampleTask = {
  name: 'Demo: who asks for access',
  description: 'Counts access requests by person, and says so every five minutes.',
  script,
  cron: '*/5 * * * *',
};
