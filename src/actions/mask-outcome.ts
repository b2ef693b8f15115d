// What an action came to, as it may be kept and shown: without a secret, and without what the database cannot keep.
import { maskNamedValues, type TextMasker } from '../domain/mask-text.ts';
import { looksLikeCredential } from '../domain/secret-names.ts';
import type { Outcome } from './action-kind.ts';

/** @param mask hides the secrets of the action itself. */
export function maskOutcome(outcome: Outcome, mask: TextMasker): Outcome {
  const { request, response, failure: why } = outcome;
  const inText = (text: string, isCut = false) => storable(maskNamedValues(mask(text, isCut)));
  const inHeaders = (headers: Readonly<Record<string, string>>) =>
    Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [
        storable(mask(name)),
        looksLikeCredential(name) ? '********' : inText(value),
      ]),
    );
  return {
    ...outcome,
    failure: why && { ...why, message: storable(mask(why.message)) },
    request: request && {
      method: request.method,
      url: inText(request.url),
      headers: inHeaders(request.headers),
      body: inText(request.body),
    },
    response: response && {
      ...response,
      headers: inHeaders(response.headers),
      body: inText(response.body, response.truncated),
    },
  };
}

/** PostgreSQL keeps neither NUL nor half of a surrogate pair: an attempt with one in its text could not be recorded. */
const storable = (text: string) => text.toWellFormed().replaceAll('\0', '\ufffd');
