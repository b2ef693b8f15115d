// What a template would give for an event, without sending anything: the very renderer that deliveries use.
import { envelopeNames, eventView, type IdentityEvent } from '../domain/event.ts';
import { findEventType } from '../domain/event-types.ts';
import {
  type CompileOptions,
  compile,
  type EscapeKind,
  type FieldRead,
  listFields,
  looksLikeJson,
  TemplateError,
} from '../domain/template/template.ts';

/** The fields of actions that are templates. */
export const previewFields = ['url', 'body', 'header', 'message', 'slack_message', 'blocks'] as const;
export type PreviewField = (typeof previewFields)[number];

export interface PreviewRequest {
  readonly template: string;
  readonly field: PreviewField;
  readonly event: IdentityEvent;
  readonly escape: 'auto' | 'none';
  readonly missing: NonNullable<CompileOptions['missing']>;
  /** Of the action's configured headers; decides how a body's values are escaped. Default: by the body's shape. */
  readonly contentType?: string | undefined;
}

export interface Preview {
  /** Undefined when there is an error. */
  readonly text?: string;
  readonly error?: { kind: 'parse' | 'exec'; line: number; column: number; message: string; partialOutput: string };
  readonly warnings: readonly { line: number; column: number; message: string }[];
}

export function previewTemplate({ template, field, event, escape, missing, contentType }: PreviewRequest): Preview {
  const place = placeOf(field, template, contentType);
  try {
    const text = compile(template, { escape: escape === 'none' && place !== 'header' ? 'none' : place, missing })(
      eventView(event),
    );
    return { text, warnings: [...fieldWarnings(template, event), ...jsonWarnings(text, place)] };
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    const { kind, line, column, message, partialOutput } = error;
    return { error: { kind, line, column, message, partialOutput }, warnings: [] };
  }
}

function placeOf(field: PreviewField, template: string, contentType: string | undefined): EscapeKind {
  if (field === 'url' || field === 'header') return field;
  if (field === 'slack_message') return 'slack';
  if (field === 'blocks') return 'slack_json';
  if (field === 'message') return 'none';
  const isJson = contentType === undefined ? looksLikeJson(template) : /^[^;]*\bjson\b/i.test(contentType);
  return isJson ? 'json' : 'none';
}

/** Fields that neither the event type's schema nor this event has. */
function fieldWarnings(template: string, event: IdentityEvent) {
  const known = new Set(Object.keys(findEventType(event.type)?.payloadSchema.properties ?? {}));
  for (const name of Object.keys(event.data)) known.add(name);
  return listFields(template).flatMap((read) => {
    const name = payloadName(read);
    if (name === undefined || known.has(name)) return [];
    return [{ line: read.line, column: read.column, message: `${event.type} has no field ${name}` }];
  });
}

/** The payload field that a path reads, or undefined for the envelope. */
function payloadName({ path }: FieldRead): string | undefined {
  const [first, second] = path;
  if (first === undefined || first === '*') return undefined;
  if (first === 'Data') return second === '*' ? undefined : second;
  return envelopeNames.has(first) ? undefined : first;
}

function jsonWarnings(text: string, place: EscapeKind) {
  if (place !== 'json' && place !== 'slack_json') return [];
  try {
    JSON.parse(text);
    return [];
  } catch (error) {
    return [{ line: 1, column: 0, message: `the result is not valid JSON: ${(error as Error).message}` }];
  }
}
