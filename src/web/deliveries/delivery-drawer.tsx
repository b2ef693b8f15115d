// One delivery beside the list, at an address of its own.
import { Drawer } from '@mantine/core';
import { useNavigate, useParams } from '@tanstack/react-router';
import { useEffect } from 'react';
import { useQuery } from 'urql';
import { DeliveryDetailsDocument } from '../gql/delivery-drawer.ts';
import { Empty } from '../parts/empty.tsx';
import { Failed } from '../parts/failed.tsx';
import { Late } from '../parts/late.tsx';
import listClasses from '../parts/lists.module.css';
import { delivery as words } from '../words/delivery.ts';
import { DeliveryDetails } from './delivery-details.tsx';
import { DeliveryHead } from './delivery-head.tsx';
import { hearOfDeliveries } from './delivery-news.ts';

export function DeliveryDrawer() {
  const { deliveryId: id = '' } = useParams({ strict: false });
  const navigate = useNavigate();
  const [{ data, error }, reload] = useQuery({ query: DeliveryDetailsDocument, variables: { id } });
  useEffect(
    () =>
      hearOfDeliveries((changed) => {
        if (changed === id) reload({ requestPolicy: 'network-only' });
      }),
    [id, reload],
  );
  const close = () => void navigate({ to: '/deliveries', search: true, resetScroll: false });
  const shown = data?.delivery?.id === id ? data.delivery : undefined;
  return (
    <Drawer.Root opened onClose={close} position="right" size={720} transitionProps={{ duration: 0 }}>
      <Drawer.Overlay backgroundOpacity={0.25} />
      <Drawer.Content aria-label={shown ? words.title(shown.integrationName) : words.thing}>
        <DeliveryHead delivery={shown} close={close} />
        <div className={listClasses.drawerBody}>
          {error && (
            <Failed things={words.thing} error={error} retry={() => reload({ requestPolicy: 'network-only' })} />
          )}
          {!shown && !error && data?.delivery !== null && <Late />}
          {data?.delivery === null && <Empty icon="search" title={words.notFound} />}
          {shown && <DeliveryDetails delivery={shown} />}
        </div>
      </Drawer.Content>
    </Drawer.Root>
  );
}
