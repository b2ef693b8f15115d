// Lists of any length, read page by page while they are written.
import type { Client } from './client.ts';
import type { TypedDocumentString } from './gql/operations.ts';

interface Connection<Node> {
  readonly edges: readonly { readonly node: Node }[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
}

export interface Page {
  readonly first: number;
  readonly after: string | null;
}

const pageSize = 250;

/**
 * So many nodes, in the order of the list.
 * @param variables of one page.
 * @param limit Infinity for all.
 */
export async function* nodes<Data, Variables, Node>(
  client: Client,
  document: TypedDocumentString<Data, Variables>,
  variables: (page: Page) => Variables,
  connectionOf: (data: Data) => Connection<Node>,
  limit = Number.POSITIVE_INFINITY,
): AsyncGenerator<Node, void> {
  let after: string | null = null;
  for (let left = limit; left > 0; ) {
    const data: Data = await client.request(document, variables({ first: Math.min(left, pageSize), after }));
    const { edges, pageInfo } = connectionOf(data);
    for (const { node } of edges) yield node;
    left -= edges.length;
    if (!pageInfo.hasNextPage || edges.length === 0) return;
    after = pageInfo.endCursor;
  }
}
