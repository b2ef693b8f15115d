// A draft that was left, for as long as its tab is open. Secrets are not kept.
import { keep, readKept } from '../app/kept.ts';
import { withoutSecrets } from './action-config.ts';
import type { ActionKind, Draft } from './draft.ts';

const keyOf = (id: string | undefined) => `iam-integrations-draft-${id ?? 'new'}`;

export function keepDraft(id: string | undefined, draft: Draft, kinds: readonly ActionKind[]): void {
  const actions = draft.actions.map((action) => ({
    ...action,
    config: withoutSecrets(action.config, kinds.find(({ type }) => type === action.type)?.form ?? []),
  }));
  keep('sessionStorage', keyOf(id), JSON.stringify({ ...draft, actions }));
}

export const dropDraft = (id: string | undefined): void => keep('sessionStorage', keyOf(id), undefined);

/** Stored secrets of the actions that are still there are those of `stored`. */
export function readDraft(id: string | undefined, stored: Draft): Draft | undefined {
  const text = readKept('sessionStorage', keyOf(id));
  if (text === undefined) return undefined;
  try {
    const draft = JSON.parse(text) as Draft;
    return {
      ...draft,
      actions: draft.actions.map((action) => {
        const before = stored.actions.find((one) => one.id !== undefined && one.id === action.id);
        return before ? { ...action, config: merged(before.config, action.config) } : action;
      }),
    };
  } catch {
    return undefined;
  }
}

type Values = Readonly<Record<string, unknown>>;

/** What the draft does not say is as it was. */
function merged(before: Values, draft: Values): Values {
  const isValues = (value: unknown): value is Values =>
    typeof value === 'object' && value !== null && !Array.isArray(value);
  return Object.fromEntries(
    Object.entries({ ...before, ...draft }).map(([name, value]) => {
      const old = before[name];
      if (isValues(value) && isValues(old)) return [name, merged(old, value)];
      return [name, value === undefined ? old : value];
    }),
  );
}
