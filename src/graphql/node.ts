// Relay's Node, for caches that know an object by one id of the whole graph. The ids that clients have always been given
// stay as they are: an event's is its sender's and may come twice. So the global id is a field of its own, `nodeId`, to
// which Relay's compiler is told to look: `nodeInterfaceIdField: 'nodeId'`.
import { builder } from './builder.ts';
import { isUuid } from './keyset-page.ts';

/** A row as types with the interface have it: an event has a `uid` beside its sender's id. */
interface Row {
  readonly id: string;
  readonly uid?: string;
}

export const Node = builder.interfaceRef<{ id: string }>('Node').implement({
  description: 'What can be found again by its `nodeId`, with the query `node`.',
  fields: (t) => ({
    nodeId: t.id({
      description: 'Names it among all objects of all types: for caches, and for `node` and `nodes`. Opaque.',
      resolve: (row: Row, _args, _context, { parentType }) => globalId(parentType.name, row.uid ?? row.id),
    }),
  }),
});

const globalId = (type: string, id: string) => Buffer.from(`${type}:${id}`).toString('base64url');

/** Undefined for a text that is no global id. */
export function readGlobalId(text: string): { readonly type: string; readonly id: string } | undefined {
  const [type = '', id = '', ...rest] = Buffer.from(text, 'base64url').toString().split(':');
  return isUuid(id) && rest.length === 0 ? { type, id: id.toLowerCase() } : undefined;
}
