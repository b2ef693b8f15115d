// What the service has, as the files of `apply`: in a stable order, without what the service adds or takes for granted,
// with references to the environment where secrets are.
import { Document, isMap, isSeq, type Node } from 'yaml';
import { isObject } from '../../rest/spelling.ts';
import { createExportNames, type Exported } from './export-names.ts';
import { escapeReferences } from './references.ts';
import { createSecretNames, type SecretNames } from './secret-names.ts';

type Fields = Readonly<Record<string, unknown>>;

/** REST bodies, all of the kind that are to be exported. */
export interface ExportBodies {
  readonly configuration: string | undefined;
  readonly scimConnections: readonly Exported[];
  readonly sources: readonly Exported[];
  readonly tasks: readonly Exported[];
  readonly integrations: readonly Exported[];
  /** All tasks, for the names of those that are not exported. */
  readonly allTasks: readonly Exported[];
}

export function exportYaml(bodies: ExportBodies): string {
  const secrets = createSecretNames();
  const taskNames = createExportNames(bodies.tasks, bodies.allTasks);
  const lists = {
    scim_connections: exported(bodies.scimConnections, (body) => connection(body, secrets)),
    sources: exported(bodies.sources, (body) => source(body, secrets)),
    tasks: exported(bodies.tasks, (body) => task(body, secrets)),
    integrations: exported(bodies.integrations, (body) => integration(body, secrets, taskNames)),
  };
  const filled = Object.entries(lists).filter(([, list]) => list.length > 0);
  const whole = { ...(bodies.configuration && { configuration: bodies.configuration }), ...Object.fromEntries(filled) };
  const document = new Document(whole, { aliasDuplicateObjects: false });
  document.commentBefore = headerOf(secrets);
  explain(document.contents);
  return document.toString({ lineWidth: 0 });
}

/** By name; those with the same name get keys. */
function exported(bodies: readonly Exported[], fieldsOf: (body: Fields) => Fields): Fields[] {
  const seen = new Map<string, number>();
  return bodies
    .toSorted((one, other) => compare(one.name, other.name) || compare(one.id, other.id))
    .map((body) => {
      const count = (seen.get(body.name) ?? 0) + 1;
      seen.set(body.name, count);
      const key = body.managed_key ?? (count > 1 ? `${body.name} (${count})` : body.name);
      const fields = withoutReferences(fieldsOf(body)) as Fields;
      return key === body.name ? fields : { key: escapeReferences(key), ...fields };
    });
}

const compare = (one: string, other: string) => (one < other ? -1 : one > other ? 1 : 0);

const variable = Symbol('variable');

/** Stands for a secret until the texts around it are escaped. */
const referenceTo = (name: string) => ({ [variable]: name });

function withoutReferences(value: unknown, field = ''): unknown {
  if (typeof value === 'object' && value !== null && variable in value) return `\${${value[variable]}}`;
  if (typeof value === 'string') return field === 'script' ? value : escapeReferences(value);
  if (Array.isArray(value)) return value.map((item) => withoutReferences(item));
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, withoutReferences(one, name)]));
}

const isMasked = (value: unknown) => typeof value === 'string' && value.includes('********');

/** Those of the fields that say something else than the default. */
const saying = (fields: Fields, defaults: Fields): Fields =>
  Object.fromEntries(
    Object.entries(fields).filter(
      ([name, value]) =>
        value !== null && value !== undefined && JSON.stringify(value) !== JSON.stringify(defaults[name]),
    ),
  );

const withSecrets = (fields: Fields, owner: string, secrets: SecretNames): Fields =>
  Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [
      name,
      isMasked(value) ? referenceTo(secrets.add(owner, name)) : value,
    ]),
  );

function connection({ name, base_url, auth }: Fields, secrets: SecretNames): Fields {
  return { name, base_url, auth: saying(withSecrets(auth as Fields, String(name), secrets), { secret_in: 'header' }) };
}

function source({ name, kind, description, enabled, settings, rules }: Fields, secrets: SecretNames): Fields {
  const fields = {
    name,
    kind,
    description,
    enabled,
    settings: withSecrets(settings as Fields, String(name), secrets),
    rules,
  };
  return saying(fields, { description: '', enabled: true, rules: [] });
}

const taskDefaults = {
  ...{ description: '', script: '', config: [], time_zone: 'UTC', enabled: true, timeout_secs: 60 },
  ...{ overlap: 'skip', missed: 'skip' },
};

function task(body: Fields, secrets: SecretNames): Fields {
  const { name, description, type, cron, time_zone, enabled, timeout_secs, overlap, missed, config, script } = body;
  const entries = (config as readonly Fields[]).map(({ key, value, secret }) =>
    secret === true ? { key, value: referenceTo(secrets.add(String(name), String(key))), secret } : { key, value },
  );
  const schedule = { cron, time_zone, enabled, timeout_secs, overlap, missed };
  return saying({ name, description, type, ...schedule, config: entries, script }, taskDefaults);
}

const actionDefaults = { headers: {}, body: '', auth: { type: 'none' } };

function integration(body: Fields, secrets: SecretNames, taskNames: (id: string) => string): Fields {
  const { name, description, enabled, triggers, conditions, threshold, digest, breaker, ordering_key, actions } = body;
  const owner = String(name);
  const shown = (actions as readonly Fields[]).map((action) => {
    const { id: _id, signing_public_keys: _keys, auth, headers, task_id, ...rest } = action;
    const fields = {
      ...withSecrets(rest, owner, secrets),
      ...(isObject(headers) && { headers: withSecrets(headers, owner, secrets) }),
      ...(isObject(auth) && { auth: withSecrets(saying(auth, {}), owner, secrets) }),
      ...(typeof task_id === 'string' && { task: taskNames(task_id) }),
    };
    return saying(fields, actionDefaults);
  });
  return saying(
    { name, description, enabled, triggers, conditions, threshold, digest, breaker, ordering_key, actions: shown },
    { description: '', enabled: true, conditions: [] },
  );
}

function headerOf(secrets: SecretNames): string {
  const variables = secrets.all().map((one) => `   ${one.variable}: ${one.field} of ${one.owner}`);
  return [
    ' A configuration of iam-integrations: see docs/cli.md. Compare it with `integrations diff -f`, and bring it in with',
    ' `integrations apply -f`.',
    ...(variables.length > 0 ? [' Secrets are not exported. Set these in the environment before:', ...variables] : []),
  ].join('\n');
}

/** A line between objects, and a word where something is not in the file. */
function explain(contents: Node | null): void {
  if (!isMap(contents)) return;
  for (const { key, value } of contents.items) {
    if (isMap(key)) continue;
    if (!isSeq(value)) continue;
    for (const [index, item] of value.items.entries()) {
      if (index > 0 && isMap(item)) item.spaceBefore = true;
      const actions = isMap(item) ? item.get('actions') : undefined;
      if (!isSeq(actions)) continue;
      for (const action of actions.items)
        if (isMap(action) && action.get('signing') === true)
          action.commentBefore =
            ' Its signing key is made by the service that this is applied to, and shown then, once.';
    }
  }
}
