// The scripts that are offered when a task is created, as texts, each with the settings that it reads.
import { readFileSync } from 'node:fs';

export interface ScriptExample {
  /** The file in examples/, without its ending. */
  readonly name: string;
  readonly title: string;
  readonly description: string;
  /** The event types that it is made for. */
  readonly triggers: readonly string[];
  readonly config: readonly {
    readonly key: string;
    readonly description: string;
    /** To begin with. */
    readonly value: string;
    readonly secret: boolean;
  }[];
  readonly script: string;
}

const setting = (key: string, value: string, description: string, secret = false) => ({
  key,
  value,
  description,
  secret,
});
const connection = setting('connection', 'directory', 'The SCIM connection to use.');

const examples: readonly Omit<ScriptExample, 'script'>[] = [
  {
    name: 'access-request-logger',
    title: 'Access request event logger',
    description: 'Logs all events in the life of an access request, and counts them.',
    triggers: ['access_request.*'],
    config: [],
  },
  {
    name: 'proxy-session-ended',
    title: 'Proxy session ended handler',
    description: 'Deactivates the account of a contractor who signs out of a proxy-protected application.',
    triggers: ['proxy.session_ended'],
    config: [
      connection,
      setting('deactivate_on_session_end', 'true', 'Only `true` deactivates; anything else only logs.'),
      setting('allowed_email_domain', 'contractor.example.com', 'Only accounts of this domain. Empty: all accounts.'),
    ],
  },
  {
    name: 'user-directory-sync',
    title: 'User created → directory sync',
    description: 'Creates a new user in another directory, or brings the one that is there up to date.',
    triggers: ['user.created'],
    config: [connection],
  },
  {
    name: 'assign-groups-by-domain',
    title: 'User created → auto-assign groups',
    description: 'Adds a new user to the groups of the domain of the email address.',
    triggers: ['user.created'],
    config: [
      connection,
      setting('groups', 'example.com = Employees, Engineering', 'One domain per line: domain = group, group.'),
    ],
  },
  {
    name: 'login-failed-slack',
    title: 'Login failed → Slack alert',
    description: 'Posts to Slack when logins of one account fail again and again.',
    triggers: ['login.failed'],
    config: [
      setting('webhook_url', '', 'The address of the Incoming Webhook.', true),
      setting('threshold', '3', 'Alerts at so many failures …'),
      setting('window_minutes', '10', '… within so many minutes.'),
    ],
  },
];

let read: readonly ScriptExample[] | undefined;

export function scriptExamples(): readonly ScriptExample[] {
  read ??= examples.map((example) => ({
    ...example,
    script: readFileSync(new URL(`examples/${example.name}.ts`, import.meta.url), 'utf8'),
  }));
  return read;
}
