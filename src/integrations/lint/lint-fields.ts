// Fields that the event types of the triggers do not have. Sources may send more than the types list, so it is a
// question, not a verdict.
import { comparisonsOf } from '../../domain/condition.ts';
import { comparisonHolds } from '../../domain/condition-holds.ts';
import { envelopeNames, type IdentityEvent, type JsonObject, lookUpField } from '../../domain/event.ts';
import { findEventType } from '../../domain/event-types.ts';
import { nearestWord } from '../../domain/nearest-word.ts';
import { pathText } from '../../domain/refusal.ts';
import { listFields, TemplateError } from '../../domain/template/template.ts';
import { actionPath, type Linted, type OpenedAction, type Warning } from './lint-integration.ts';

export function lintFields(linted: Linted): Warning[] {
  const { conditions, threshold, triggers, types, actions } = linted;
  const full = types.map(fullEvent);
  const known = new Set(full.flatMap(({ data }) => Object.keys(data)));
  const named = comparisonsOf(conditions).map(({ comparison, path }) => ({
    field: comparison.field,
    path: pathText([...path, 'field']),
    // A type without the field never fires then; elsewhere it may well be meant.
    isNeeded: !comparisonHolds(comparison, undefined) && !path.includes('any') && !path.includes('not'),
  }));
  if (threshold && threshold.by !== '') named.push({ field: threshold.by, path: 'threshold.by', isNeeded: true });
  return [
    ...named.flatMap(({ field, path, isNeeded }): Warning[] => {
      const without = full.filter((event) => lookUpField(event, field) === undefined).map(({ type }) => type);
      if (without.length === full.length) return [unknown(path, field, types, known)];
      // Who names a type means it; a group of types is taken as it comes.
      const missed = without.filter((type) => triggers.includes(type));
      return isNeeded && missed.length > 0 ? [{ code: 'unknown_field', path, message: lacking(missed, field) }] : [];
    }),
    ...actions.flatMap((action, index) =>
      templateFields(action, linted.digest !== null)
        .filter(({ name }) => !known.has(name))
        .map(({ name, path }) => unknown(actionPath(index, ...path), name, types, known)),
    ),
  ];
}

function unknown(path: string, field: string, types: readonly string[], known: ReadonlySet<string>): Warning {
  const near = nearestWord(field.replace(/^Data\./, '').replaceAll('.', '_'), known);
  const hint = near === undefined ? '' : `: is ${near} meant?`;
  return { code: 'unknown_field', path, message: `${lacking(types, field)}${hint}` };
}

function lacking(types: readonly string[], field: string): string {
  const named = field.slice(0, 80);
  if (types.length === 1) return `${types[0]} has no field ${named}`;
  const which = types.length > 3 ? `the ${types.length} event types` : types.join(', ');
  return `none of ${which} has a field ${named}`;
}

/** An event of the type with every field that it can have. */
function fullEvent(type: string): IdentityEvent {
  const fields = Object.entries(findEventType(type)?.payloadSchema.properties ?? {});
  const data = Object.fromEntries(fields.map(([name, { examples }]) => [name, examples[0]])) as JsonObject;
  const some = { uid: '-', id: '-', actorId: '-', actorEmail: '-', ipAddress: '-' };
  return { ...some, type, data, firedAt: new Date(0), depth: 0, causedBy: null };
}

/** Payload fields that the templates read, once for each template. */
function templateFields({ kind, config }: OpenedAction, isDigest: boolean) {
  return kind.templates(config).flatMap(({ path }) => {
    const text = path.reduce<unknown>(
      (at, part) => (at as Record<string | number, unknown> | undefined)?.[part],
      config,
    );
    if (typeof text !== 'string' || !text.includes('{{')) return [];
    return [...new Set(fieldsRead(text, isDigest))].map((name) => ({ name, path }));
  });
}

function fieldsRead(text: string, isDigest: boolean): string[] {
  try {
    return listFields(text).flatMap(({ path }) => payloadName(path, isDigest) ?? []);
  } catch (error) {
    if (error instanceof TemplateError) return [];
    throw error;
  }
}

/** The payload field that a path reads, or undefined for anything else. */
function payloadName(path: readonly string[], isDigest: boolean): string | undefined {
  const [first, ...rest] = path;
  if (first === undefined || first === '*') return undefined;
  if (first === 'Data') return rest[0] === '*' ? undefined : rest[0];
  if (isDigest && first === 'Events') return rest[0] === '*' ? payloadName(rest.slice(1), false) : undefined;
  return envelopeNames.has(first) || (isDigest && first === 'Count') ? undefined : first;
}
