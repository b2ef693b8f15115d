// Adds a new user to groups by the domain of the email address. Setting `groups`, one domain per line:
//   example.com = Employees, Engineering
//   contractor.example.com = Contractors
// Integration: trigger user.created, action Trigger Task.
export default async function assignGroups(event: ScriptEvent | null, { config, log, scim }: ScriptContext) {
  if (event?.type !== 'user.created') throw new Error('this task is for user.created events');
  const { user_email, user_name } = event.data;
  const domain = String(user_email ?? '')
    .split('@')
    .at(-1)
    ?.toLowerCase();
  const names = groupsByDomain(config.groups ?? '').get(domain ?? '') ?? [];
  if (names.length === 0) {
    log.info(`no groups for ${user_email}`);
    return;
  }

  const { users, groups } = scim(config.connection ?? 'directory');
  const user =
    (await users.findOne({ userName: user_name || user_email })) ?? (await users.findOne({ userName: user_email }));
  if (!user) throw new Error(`there is no account of ${user_email} yet`);
  for (const name of names) {
    const group = await groups.findByName(name);
    if (!group) {
      log.warn(`there is no group ${name}`);
      continue;
    }
    await groups.addMember(group.id, user.id);
    log.info(`added ${user_email} to ${name}`);
  }
}

function groupsByDomain(text: string): Map<string, string[]> {
  const lines = text.split('\n').map((line) => line.split('='));
  return new Map(
    lines
      .filter(([domain, groups]) => domain?.trim() && groups)
      .map(([domain = '', groups = '']) => [
        domain.trim().toLowerCase(),
        groups
          .split(',')
          .map((name) => name.trim())
          .filter((name) => name !== ''),
      ]),
  );
}
