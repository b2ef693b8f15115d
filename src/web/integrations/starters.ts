// What one can begin with: drafts that need as little as possible to work.
import { editor } from '../words/editor.ts';
import { type Catalogue, type Draft, emptyDraft, newAction } from './draft.ts';

const words = editor.starters;

interface Starter {
  readonly title: string;
  readonly name: string;
  readonly triggers: readonly string[];
  readonly type: string;
  readonly config?: Readonly<Record<string, unknown>>;
}

export const starters: Readonly<Record<string, Starter>> = {
  slack_login: {
    ...words.slack_login,
    triggers: ['login.failed'],
    type: 'slack',
    config: { message: words.slack_login.message },
  },
  http_user: {
    ...words.http_user,
    triggers: ['user.created'],
    type: 'http',
    config: { url: '', body: '{"email":"{{.Data.user_email}}","name":"{{.Data.user_name}}"}' },
  },
  slack_failure: {
    ...words.slack_failure,
    triggers: ['event_action.delivery_failed'],
    type: 'slack',
    config: { message: words.slack_failure.message },
  },
  task_signout: { ...words.task_signout, triggers: ['proxy.session_ended'], type: 'trigger_task' },
  log_login: {
    ...words.log_login,
    triggers: ['login.success'],
    type: 'log',
    config: { message: words.log_login.message },
  },
};

export function draftFromStarter(name: string | undefined, { actionKinds }: Catalogue): Draft {
  const starter = name !== undefined && Object.hasOwn(starters, name) ? starters[name] : undefined;
  const kind = actionKinds.find(({ type }) => type === starter?.type);
  if (!starter || !kind) return emptyDraft;
  const action = newAction(kind);
  return {
    ...emptyDraft,
    name: starter.name,
    triggers: starter.triggers,
    actions: [{ ...action, config: { ...action.config, ...starter.config } }],
  };
}
