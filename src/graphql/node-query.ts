// Objects of any type by their global ids: one statement for each type that is among them.
import { queryFromInfo } from '@pothos/plugin-prisma';
import type { GraphQLResolveInfo } from 'graphql';
import { refuseIfAny } from '../domain/refusal.ts';
import { builder } from './builder.ts';
import { BulkJob } from './bulk-job.ts';
import type { Context } from './context.ts';
import { Delivery } from './delivery.ts';
import { Event } from './event.ts';
import { EventSourceObject } from './event-source.ts';
import { IntegrationObject } from './integration.ts';
import { Node, readGlobalId } from './node.ts';
import { Notice } from './notice.ts';
import { ScimConnectionObject } from './scim-connection.ts';
import { TaskObject } from './task.ts';
import { TaskRunObject } from './task-run.ts';

type Prisma = Context['services']['database']['prisma'];
interface Found {
  readonly id: string;
  readonly uid?: string;
}
type Load = (prisma: Prisma, ids: string[], included: object) => Promise<Found[]>;

const of = (ids: string[]) => ({ id: { in: ids } });
/** As the queries for one object have it: what is deleted is not found. */
const kept = (ids: string[]) => ({ ...of(ids), deletedAt: null });

const types: Readonly<Record<string, { readonly load: Load; readonly brand: (row: Found) => unknown }>> = {
  Integration: {
    load: (prisma, ids, included) => prisma.integration.findMany({ ...included, where: kept(ids) }),
    brand: (row) => IntegrationObject.addBrand(row as never),
  },
  Delivery: {
    load: (prisma, ids, included) => prisma.delivery.findMany({ ...included, where: of(ids) }),
    brand: (row) => Delivery.addBrand(row as never),
  },
  Event: {
    load: (prisma, ids, included) => prisma.event.findMany({ ...included, where: { uid: { in: ids } } }),
    brand: (row) => Event.addBrand(row as never),
  },
  Task: {
    load: (prisma, ids, included) => prisma.task.findMany({ ...included, where: kept(ids) }),
    brand: (row) => TaskObject.addBrand(row as never),
  },
  TaskRun: {
    load: (prisma, ids, included) => prisma.taskRun.findMany({ ...included, where: of(ids) }),
    brand: (row) => TaskRunObject.addBrand(row as never),
  },
  EventSource: {
    load: (prisma, ids, included) => prisma.eventSource.findMany({ ...included, where: of(ids) }),
    brand: (row) => EventSourceObject.addBrand(row as never),
  },
  BulkJob: {
    load: (prisma, ids, included) => prisma.bulkJob.findMany({ ...included, where: of(ids) }),
    brand: (row) => BulkJob.addBrand(row as never),
  },
  Notice: {
    load: (prisma, ids, included) => prisma.notice.findMany({ ...included, where: of(ids) }),
    brand: (row) => Notice.addBrand(row as never),
  },
  ScimConnection: {
    load: (prisma, ids, included) => prisma.scimConnection.findMany({ ...included, where: of(ids) }),
    brand: (row) => ScimConnectionObject.addBrand(row as never),
  },
};

/** Global ids in one query at most. */
const maxIds = 250;

builder.queryFields((t) => ({
  node: t.field({
    type: Node,
    nullable: true,
    description: 'One object of any type by its `nodeId`; null when there is none.',
    args: { id: t.arg.id({ required: true, description: 'Its `nodeId`.' }) },
    resolve: async (_root, { id }, context, info) => (await load([id], context, info))[0] ?? null,
  }),
  nodes: t.field({
    type: [Node],
    nullable: { list: false, items: true },
    description: 'Objects of any types by their `nodeId`s, in this order; null where there is none.',
    args: { ids: t.arg.idList({ required: true, description: `Their \`nodeId\`s, ${maxIds} at most.` }) },
    resolve: (_root, { ids }, context, info) => {
      if (ids.length > maxIds) refuseIfAny([{ path: 'ids', message: `must be ${maxIds} at most` }]);
      return load(ids, context, info);
    },
  }),
}));

async function load(nodeIds: readonly string[], context: Context, info: GraphQLResolveInfo) {
  const wanted = nodeIds.map((nodeId) => readGlobalId(nodeId));
  const found = new Map<string, Found>();
  for (const [typeName, { load: read, brand }] of Object.entries(types)) {
    const ids = [...new Set(wanted.flatMap((one) => (one?.type === typeName ? [one.id] : [])))];
    if (ids.length === 0) continue;
    const included = queryFromInfo({ context, info, typeName }) as object;
    for (const row of await read(context.services.database.prisma, ids, included)) {
      brand(row);
      found.set(`${typeName}:${row.uid ?? row.id}`, row);
    }
  }
  return wanted.map((one) => (one && found.get(`${one.type}:${one.id}`)) ?? null);
}
