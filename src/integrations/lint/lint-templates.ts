// Templates tried on the sample of each triggered event type: those that fail, and JSON that is none.
import { eventView, type IdentityEvent, type JsonObject } from '../../domain/event.ts';
import { findEventType } from '../../domain/event-types.ts';
import { digestView } from '../../domain/quiet-rules.ts';
import { TemplateError } from '../../domain/template/template.ts';
import { createActionPreparer, type PreparedAction } from '../prepare-action.ts';
import type { Vault } from '../secrets.ts';
import { actionPath, type Linted, type OpenedAction, type Warning } from './lint-integration.ts';

export function lintTemplates({ actions, types, digest }: Linted, vault: Vault): Warning[] {
  const prepare = createActionPreparer(vault);
  const samples = types.flatMap((type) => {
    const event = sampleOf(type);
    return event ? [{ type, view: digest ? digestView(event, { count: 1, events: [event] }) : eventView(event) }] : [];
  });
  return actions.flatMap((action, index) => {
    const prepared = prepare(action.stored);
    // The first type for which something is wrong tells enough.
    for (const { type, view } of samples) {
      const warning = tryOn(prepared, action, { type, view, index });
      if (warning) return [warning];
    }
    return [];
  });
}

interface Trial {
  readonly type: string;
  readonly view: JsonObject;
  readonly index: number;
}

function tryOn(prepared: PreparedAction, { kind, config }: OpenedAction, trial: Trial): Warning | undefined {
  const { type, view, index } = trial;
  try {
    const rendered = prepared.render(view) as Record<string, unknown>;
    for (const { path, escape } of kind.templates(config)) {
      const [field] = path;
      const text = path.length === 1 && typeof field === 'string' ? rendered[field] : undefined;
      if (escape === 'json' && typeof text === 'string' && text.trim() !== '' && !isJson(text))
        return {
          code: 'body_not_json',
          path: actionPath(index, ...path),
          message: `is not JSON when it is rendered for the sample of ${type}`,
        };
    }
    return undefined;
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    const { field } = error as TemplateError & { readonly field?: string };
    return {
      code: 'template_fails',
      path: field === undefined ? actionPath(index) : `${actionPath(index)}.${field}`,
      message: `fails for the sample of ${type}: line ${error.line}, column ${error.column}: ${error.message}`,
    };
  }
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function sampleOf(type: string): IdentityEvent | undefined {
  const sample = findEventType(type)?.sample;
  return (
    sample && {
      uid: '00000000-0000-7000-8000-000000000000',
      id: '00000000-0000-7000-8000-000000000000',
      type,
      actorId: sample.actor_id,
      actorEmail: sample.actor_email,
      ipAddress: sample.ip_address,
      firedAt: new Date(sample.fired_at),
      data: sample.data,
      depth: 0,
      causedBy: null,
    }
  );
}
