// What a token may do. A scope is granted or it is not; `admin` holds all others.

/** As REST and the claims of identity providers spell them. */
export const scopes = ['admin', 'read', 'events:write'] as const;

export type Scope = (typeof scopes)[number];

export const isGranted = (granted: readonly Scope[], needed: Scope) =>
  granted.includes('admin') || granted.includes(needed);

/** What a request lacks, in words; undefined when it lacks nothing. */
export function missingScope(granted: readonly Scope[], needed: Iterable<Scope>): string | undefined {
  const missing = [...needed].filter((scope) => !isGranted(granted, scope)).sort();
  if (missing.length === 0) return undefined;
  // Whoever needs admin needs nothing beside it.
  const named = missing.includes('admin') ? 'admin' : missing.join(' and ');
  const has = granted.length > 0 ? `has ${granted.join(', ')}` : 'has none';
  return `this needs the scope ${named}, and the token ${has}`;
}
