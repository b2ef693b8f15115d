// What can be done with an integration of the list; opened as soon as it is there.
import { Menu } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useMutation } from 'urql';
import { reasonOf } from '../app/api.ts';
import { useLack } from '../app/viewer.ts';
import { DeleteIntegrationDocument, SendListedTestDocument } from '../gql/integration-list.ts';
import { Confirm } from '../parts/confirm.tsx';
import { Icon } from '../parts/icon.tsx';
import { toast } from '../parts/toast.ts';
import { integrations as words } from '../words/integrations.ts';
import { MoreButton } from './more-button.tsx';

interface RowMenuProps {
  readonly row: { readonly id: string; readonly name: string };
  readonly deleted: () => void;
}

export function RowMenu({ row: { id, name }, deleted }: RowMenuProps) {
  const lack = useLack();
  const [isDeleting, setIsDeleting] = useState(false);
  const [, remove] = useMutation(DeleteIntegrationDocument);
  const [, sendTest] = useMutation(SendListedTestDocument);
  const navigate = useNavigate();
  const test = async () => {
    const { data, error } = await sendTest({ id });
    if (error) return toast({ tone: 'bad', message: words.testFailed(name, reasonOf(error)) });
    const first = data?.testIntegration.deliveries[0]?.id;
    return toast({
      message: words.testSent(name),
      action:
        first === undefined
          ? undefined
          : {
              label: words.testSee,
              run: () => void navigate({ to: '/deliveries/$deliveryId', params: { deliveryId: first } }),
            },
    });
  };
  return (
    <>
      <Menu
        defaultOpened
        position="bottom-end"
        transitionProps={{ duration: 0 }}
        withinPortal={false}
        withInitialFocusPlaceholder={false}
      >
        <Menu.Target>
          <MoreButton name={name} />
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item
            leftSection={<Icon name="copy" />}
            onClick={() => void navigate({ to: '/integrations/new', search: { copy: id } })}
          >
            {words.menu.duplicate}
          </Menu.Item>
          <Menu.Item
            leftSection={<Icon name="send" />}
            disabled={lack !== undefined}
            title={lack}
            onClick={() => void test()}
          >
            {words.menu.test}
          </Menu.Item>
          <Menu.Item
            leftSection={<Icon name="list" />}
            onClick={() => void navigate({ to: '/deliveries', search: { integration: id } })}
          >
            {words.menu.deliveries}
          </Menu.Item>
          <Menu.Item
            leftSection={<Icon name="trash" />}
            c="var(--ours-bad)"
            disabled={lack !== undefined}
            title={lack}
            onClick={() => setIsDeleting(true)}
          >
            {words.menu.remove}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {isDeleting && (
        <Confirm
          title={words.remove.title(name)}
          lead={words.remove.lead}
          action={words.remove.confirm}
          run={() => remove({ id })}
          done={() => {
            toast({ message: words.remove.done(name) });
            deleted();
          }}
          close={() => setIsDeleting(false)}
        />
      )}
    </>
  );
}
