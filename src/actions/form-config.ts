// Configurations as forms have them.
import { z } from 'zod';
import type { ActionConfig, ActionKind } from './action-kind.ts';
import { findActionKind } from './registry.ts';

/** The part of a configuration that a form of its kind shows. What the service keeps for itself is no part of it. */
export function formConfig(type: string, config: ActionConfig): ActionConfig {
  const shown = new Set(findActionKind(type)?.form.map(({ path }) => path.split('.')[0]));
  return Object.fromEntries(Object.entries(config).filter(([name]) => shown.has(name)));
}

/** What a form of a new action begins with: the defaults of its kind's schema. */
export function initialConfig(kind: ActionKind): ActionConfig {
  const { properties = {} } = z.toJSONSchema(kind.schema, { io: 'input', unrepresentable: 'any' });
  const defaults = Object.entries(properties).flatMap(([name, field]) =>
    typeof field === 'object' && field.default !== undefined && field.default !== null ? [[name, field.default]] : [],
  );
  return formConfig(kind.type, Object.fromEntries(defaults));
}
