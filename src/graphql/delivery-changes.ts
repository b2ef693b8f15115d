// What people do to deliveries beside retrying one.
import { cancelDelivery } from '../deliveries/cancel-delivery.ts';
import { builder } from './builder.ts';
import { uuidOrNotFound } from './keyset-page.ts';

builder.mutationFields((t) => ({
  cancelDelivery: t.prismaField({
    type: 'Delivery',
    description:
      'Ends a delivery that waits or runs as FAILED with the cause `cancelled`; no event tells of it. A request under way is broken off, on whichever node; it may have been processed. CONFLICT when it has ended.',
    args: {
      id: t.arg.id({ required: true }),
      integrationId: t.arg.id({ description: 'When given, the delivery must be one of this integration.' }),
    },
    resolve: async (query, _root, args, { services }) => {
      const id = uuidOrNotFound(args.id, 'delivery');
      const integrationId = args.integrationId == null ? undefined : uuidOrNotFound(args.integrationId, 'integration');
      await cancelDelivery(services.database, id, integrationId);
      return services.database.prisma.delivery.findUniqueOrThrow({ ...query, where: { id } });
    },
  }),
}));
