// Creates a new user in another directory, or brings the account that is there already up to date.
// Integration: trigger user.created (user.updated too, if you like), action Trigger Task.
export default async function syncUser(event: ScriptEvent | null, { config, log, scim }: ScriptContext) {
  if (!event?.type.startsWith('user.')) throw new Error('this task is for user events');
  const { user_id, user_email, user_name, given_name, family_name } = event.data;
  if (!user_email) throw new Error('the event has no user_email');
  const userName: string = user_name || user_email;
  const wanted = {
    userName,
    active: true,
    emails: [{ value: user_email, type: 'work', primary: true }],
    ...(user_id && { externalId: user_id }),
    ...((given_name || family_name) && { name: { givenName: given_name, familyName: family_name } }),
  };

  const { users } = scim(config.connection ?? 'directory');
  const there = await users.findOne({ userName });
  if (!there) {
    const created = await users.create(wanted);
    log.info(`created ${userName} as ${created.id}`);
    return;
  }
  const operations = Object.entries(wanted)
    .filter(([path, value]) => path !== 'userName' && JSON.stringify(there[path]) !== JSON.stringify(value))
    .map(([path, value]) => ({ op: 'replace' as const, path, value }));
  if (operations.length === 0) {
    log.info(`${userName} is up to date`);
    return;
  }
  await users.patch(there.id, operations);
  log.info(`updated ${userName}: ${operations.map(({ path }) => path).join(', ')}`);
}
