// Reacts to a sign-out from a proxy-protected application: deactivates the account, if the settings say so.
// Integration: trigger proxy.session_ended, action Trigger Task.
export default async function sessionEnded(event: ScriptEvent | null, { config, log, scim }: ScriptContext) {
  if (event?.type !== 'proxy.session_ended') throw new Error('this task is for proxy.session_ended events');
  const { user_email: email, hostname } = event.data;
  if (typeof email !== 'string' || email === '') throw new Error('the event has no user_email');
  log.info(`session ended: ${email} signed out of ${hostname}`);

  if (config.deactivate_on_session_end !== 'true') {
    log.info('deactivate_on_session_end is not true: nothing to do');
    return;
  }
  const domain = (config.allowed_email_domain ?? '').trim().toLowerCase();
  if (domain !== '' && !email.toLowerCase().endsWith(`@${domain}`)) {
    log.info(`${email} is not of ${domain}: left alone`);
    return;
  }
  const { users } = scim(config.connection ?? 'directory');
  // By name first: not every directory can search email addresses.
  const user =
    (await users.findOne({ userName: email })) ?? (await users.findOne(`emails.value eq ${JSON.stringify(email)}`));
  if (!user) {
    log.warn(`there is no account of ${email}`);
    return;
  }
  if (user.active === false) {
    log.info(`${email} is deactivated already`);
    return;
  }
  await users.deactivate(user.id);
  log.info(`deactivated ${email}`);
}
