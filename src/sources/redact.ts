// What is kept of a provider's document: all of it but the values of fields that hold secrets, in text that is JSON too.
import type { Json, JsonObject } from '../domain/event.ts';
import { looksLikeSecretField } from '../domain/secret-names.ts';
import { parseJson } from './read-documents.ts';
import { mask } from './setting.ts';

/** Names that providers have for hashes, codes and shared states, beside those that look like secrets anyway. */
const names =
  /^(encoded_?hash|hash|salt|otp|code|pin|client_?state|validation_?token|recovery_?(authn_?)?codes?|(secret|credential)_?data|saml_?response|assertion|cookies?|set-cookie)$/i;
const maxDepth = 200;

export const redact = (payload: JsonObject): JsonObject => redacted(payload, 0) as JsonObject;

function redacted(value: Json, depth: number): Json {
  if (typeof value === 'string') return inText(value, depth);
  if (typeof value !== 'object' || value === null || depth > maxDepth) return value;
  if (Array.isArray(value)) return value.map((item: Json) => redacted(item, depth + 1));
  return Object.fromEntries(
    Object.entries(value as JsonObject).map(([name, item]) => [
      name,
      isSecret(name, item) ? mask : redacted(item, depth + 1),
    ]),
  );
}

const isSecret = (name: string, value: Json) =>
  value !== null && value !== '' && typeof value !== 'boolean' && (names.test(name) || looksLikeSecretField(name));

/** A document within a text stays the text that it was, unless there is something to hide in it. */
function inText(text: string, depth: number): string {
  if (!/^\s*[[{]/.test(text)) return text;
  let value: Json;
  try {
    value = parseJson(text);
  } catch {
    return text;
  }
  const written = JSON.stringify(value);
  const kept = JSON.stringify(redacted(value, depth + 1));
  return kept === written ? text : kept;
}
