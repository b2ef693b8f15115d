// The one list of action kinds. A fifth kind is a file beside these and a line here.
import type { ActionKind } from './action-kind.ts';
import { httpAction } from './http.ts';
import { logAction } from './log.ts';
import { slackAction } from './slack.ts';
import { triggerTaskAction } from './trigger-task.ts';

export const actionKinds: readonly ActionKind[] = [httpAction, slackAction, logAction, triggerTaskAction];

const byType = new Map(actionKinds.map((kind) => [kind.type, kind]));

export const findActionKind = (type: string): ActionKind | undefined => byType.get(type);
