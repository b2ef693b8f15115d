// Rows of the table of Microsoft Entra: what it sends, and what that means here.
import type { Document, Row } from './row.ts';

const notification = (resource: string, changeType: string, resourceData: Document) => ({
  id: 'n',
  clientState: 'x',
  changeType,
  resource,
  resourceData,
});

export const msgraphRows: readonly Row[] = [
  [
    'msgraph',
    'a user',
    notification('Users/u', 'updated', { '@odata.type': '#Microsoft.Graph.User', id: 'u' }),
    {
      type: 'user.updated',
      data: { user_id: 'u', resource_type: 'user' },
      actor: null,
      at: '2026-11-20T09:30:00.000Z',
    },
  ],
  [
    'msgraph',
    'a deleted user',
    notification('Users/u', 'deleted', { id: 'u' }),
    { type: 'user.deleted', data: { user_id: 'u' } },
  ],
  [
    'msgraph',
    'a group',
    notification('Groups/g', 'updated', { id: 'g' }),
    { type: 'group.updated', data: { group_id: 'g' } },
  ],
  ['msgraph', 'a deleted group', notification('Groups/g', 'deleted', { id: 'g' }), { type: 'group.deleted' }],
  [
    'msgraph',
    'something else',
    notification('Devices/d', 'updated', { '@odata.type': '#Microsoft.Graph.Device', id: 'd' }),
    'unmapped',
  ],
];
