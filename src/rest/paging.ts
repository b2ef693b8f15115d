// `?limit=` and `?cursor=` of lists, and the answer that leads to the next page.
import { refuseIfAny } from '../domain/refusal.ts';
import type { RestAnswer, RestRequest } from './route.ts';

const maxLimit = 250;

/** @throws Refusal BAD_USER_INPUT when the limit is not a whole number from 1 to 250. */
export function pageVariables({ query }: RestRequest): { first: number; after: string | null } {
  const limit = one(query.limit) ?? '50';
  const first = /^\d{1,3}$/.test(limit) ? Number(limit) : 0;
  if (first < 1 || first > maxLimit)
    refuseIfAny([{ path: 'limit', message: `must be a whole number from 1 to ${maxLimit}` }]);
  return { first, after: one(query.cursor) ?? null };
}

export interface Page<Node> {
  readonly edges: readonly { readonly node: Node }[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor?: string | null };
}

export function pageAnswer<Node>(
  { edges, pageInfo }: Page<Node>,
  { url }: RestRequest,
  bodyOf: (node: Node) => unknown,
  more: Record<string, unknown> = {},
): RestAnswer {
  const next = pageInfo.hasNextPage ? (pageInfo.endCursor ?? null) : null;
  return {
    status: 200,
    body: { items: edges.map(({ node }) => bodyOf(node)), next_cursor: next, ...more },
    ...(next !== null && { headers: { link: `<${withCursor(url, next)}>; rel="next"` } }),
  };
}

function withCursor(url: string, cursor: string): string {
  const next = new URL(url, 'http://localhost');
  next.searchParams.set('cursor', cursor);
  return `${next.pathname}${next.search}`;
}

/** The last of a parameter that is given several times; an empty one is not given. */
export function one(value: string | string[] | undefined): string | undefined {
  const last = Array.isArray(value) ? value.at(-1) : value;
  return last === '' ? undefined : last;
}

/** A parameter that is a list: repeated, or separated by commas. */
export function many(value: string | string[] | undefined): string[] | undefined {
  const all = [value ?? []]
    .flat()
    .flatMap((text) => text.split(','))
    .filter((text) => text !== '');
  return all.length > 0 ? all : undefined;
}
