// Every document of the tables and of the signed samples, with the kind that maps it.
import type { JsonObject } from '../../../src/domain/event.ts';
import { readDocuments } from '../../../src/sources/read-documents.ts';
import { isObject, listAt } from '../../../src/sources/read-values.ts';
import type { Item } from '../../../src/sources/source-kind.ts';
import { samples } from '../read-samples.ts';
import { auth0StreamsRows } from './auth0-events.ts';
import { auth0Rows } from './auth0-logs.ts';
import { authentikRows } from './authentik.ts';
import { clerkRows } from './clerk.ts';
import { fusionauthRows } from './fusionauth.ts';
import { keycloakRows } from './keycloak.ts';
import { logtoRows } from './logto.ts';
import { msgraphRows } from './msgraph.ts';
import { oktaRows } from './okta.ts';
import type { Row } from './row.ts';
import { ssfRows } from './ssf.ts';
import { zitadelRows } from './zitadel.ts';

export const rows: readonly Row[] = [
  keycloakRows,
  authentikRows,
  zitadelRows,
  oktaRows,
  auth0Rows,
  auth0StreamsRows,
  logtoRows,
  fusionauthRows,
  clerkRows,
  msgraphRows,
  ssfRows,
].flat();

export function allRows(): readonly { readonly kind: string; readonly item: Item }[] {
  const ofTables = rows.map(([kind, , document]) => ({ kind, item: itemOf(document as JsonObject) }));
  const ofSamples = samples.flatMap(({ config, request }) =>
    request.body === ''
      ? []
      : documentsOf(request.body).map((value) => ({ kind: config.provider, item: itemOf(value) })),
  );
  return [...ofTables, ...ofSamples];
}

const itemOf = (value: JsonObject): Item => ({
  value,
  hash: 'hash',
  id: Object.keys((value.events as object) ?? {})[0],
});

/** Envelopes with several events are taken apart, tokens are read. */
function documentsOf(body: string): readonly JsonObject[] {
  const text = body.startsWith('eyJ') ? Buffer.from(body.split('.')[1] ?? '', 'base64url').toString() : body;
  return readDocuments(Buffer.from(text)).items.flatMap(({ value }) => {
    const events =
      isObject(value.data) && Array.isArray(value.data.events) ? listAt(value, 'data', 'events') : undefined;
    const inner = events ?? (Array.isArray(value.value) ? listAt(value, 'value') : [value]);
    return inner.filter(isObject);
  });
}
