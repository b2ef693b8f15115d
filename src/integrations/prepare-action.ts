// An action made ready to run: secrets opened, templates compiled, once per version of its integration.
import type { ActionConfig, ActionKind, FieldPath } from '../actions/action-kind.ts';
import { findActionKind } from '../actions/registry.ts';
import type { JsonObject } from '../domain/event.ts';
import { createTextMasker, type TextMasker } from '../domain/mask-text.ts';
import { pathText } from '../domain/refusal.ts';
import { type CompileOptions, compile, type EscapeKind, TemplateError } from '../domain/template/template.ts';
import { openSecrets, secretValues, type Vault } from './secrets.ts';
import type { StoredAction } from './stored-integration.ts';

export interface PreparedAction {
  readonly kind: ActionKind;
  readonly config: ActionConfig;
  /** Hides the action's secrets in any text, those of a rendered configuration when it is given. */
  mask(rendered?: ActionConfig): TextMasker;
  /** The configuration with every template rendered. @throws TemplateError of kind exec, with the `field` it is in. */
  render(view: JsonObject): ActionConfig;
}

export function createActionPreparer(vault: Vault): (action: StoredAction) => PreparedAction {
  // Keyed by the stored object: a changed integration is a new object, the old one is collected with its secrets.
  const prepared = new WeakMap<StoredAction, PreparedAction>();
  return (action) => {
    const known = prepared.get(action);
    if (known) return known;
    const fresh = prepare(vault, action);
    prepared.set(action, fresh);
    return fresh;
  };
}

interface TemplatePart {
  readonly path: FieldPath;
  fill(view: JsonObject): string;
}

function prepare(vault: Vault, { id, type, config: sealed }: StoredAction): PreparedAction {
  const kind = findActionKind(type);
  if (!kind) throw new Error(`no such kind of action: ${type}`);
  const config = openSecrets(vault, kind, id, sealed);
  const parts = kind.templates(config).flatMap(({ path, escape }): TemplatePart[] => {
    const text = path.reduce<unknown>((at, part) => (at as Record<string | number, unknown>)[part], config);
    if (typeof text !== 'string' || !text.includes('{{')) return [];
    return [{ path, fill: compile(text, templateOptionsOf(config, escape)) }];
  });
  const secrets = maskedValues(kind, config);
  const mask = createTextMasker(secrets);
  const secretPaths = new Set(kind.secrets(config).map(({ path }) => pathText(path)));
  const hasTemplatedSecrets = parts.some(({ path }) => secretPaths.has(pathText(path)));
  return {
    kind,
    config,
    mask: (rendered) =>
      hasTemplatedSecrets && rendered ? createTextMasker([...secrets, ...maskedValues(kind, rendered)]) : mask,
    render: (view) => {
      if (parts.length === 0) return config;
      const rendered = { ...config };
      for (const part of parts) setAt(rendered, part.path, filled(part, view));
      return rendered;
    },
  };
}

function filled({ path, fill }: TemplatePart, view: JsonObject): string {
  try {
    return fill(view);
  } catch (error) {
    throw error instanceof TemplateError ? Object.assign(error, { field: pathText(path) }) : error;
  }
}

/** Also the pair that basic authentication makes of a name and a password, which a receiver may echo. */
function maskedValues(kind: ActionKind, config: ActionConfig): string[] {
  const { auth } = config as { auth?: { type?: string; username?: string; password?: string } };
  const pair = auth?.type === 'basic' ? Buffer.from(`${auth.username}:${auth.password}`).toString('base64') : undefined;
  return [...secretValues(kind, config), ...(pair === undefined ? [] : [`Basic ${pair}`])];
}

/** How an action wants its templates read: escaped for their place unless it says `none`. */
export function templateOptionsOf(config: ActionConfig, place: EscapeKind): CompileOptions {
  const { escape, missing } = config as { escape?: 'auto' | 'none'; missing?: CompileOptions['missing'] };
  return { escape: escape === 'none' && place !== 'header' ? 'none' : place, missing: missing ?? 'go' };
}

/** Sets a value in a copy whose outer level is our own already; inner levels are copied on the way. */
function setAt(target: ActionConfig, path: FieldPath, value: string): void {
  let at: Record<string | number, unknown> = target;
  for (const part of path.slice(0, -1)) {
    const inner = at[part];
    at[part] = Array.isArray(inner) ? [...inner] : { ...(inner as object) };
    at = at[part] as Record<string | number, unknown>;
  }
  at[path.at(-1) as string | number] = value;
}
