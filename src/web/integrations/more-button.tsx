// Three dots that open the menu of a row. The menu is loaded when it is asked for.
import { ActionIcon, type ActionIconProps } from '@mantine/core';
import { type ButtonHTMLAttributes, forwardRef, lazy, Suspense, useState } from 'react';
import { Icon } from '../parts/icon.tsx';
import { integrations as words } from '../words/integrations.ts';

const RowMenu = lazy(() => import('./row-menu.tsx').then((file) => ({ default: file.RowMenu })));

interface MoreButtonProps
  extends ActionIconProps,
    Omit<ButtonHTMLAttributes<HTMLButtonElement>, keyof ActionIconProps> {
  /** Of the integration. */
  readonly name: string;
}

export const MoreButton = forwardRef<HTMLButtonElement, MoreButtonProps>(({ name, ...props }, ref) => (
  <ActionIcon ref={ref} variant="subtle" color="gray" size="lg" aria-label={words.moreOf(name)} {...props}>
    <Icon name="dots" />
  </ActionIcon>
));

interface MoreProps {
  readonly row: { readonly id: string; readonly name: string };
  readonly deleted: () => void;
}

export function More({ row, deleted }: MoreProps) {
  const [isAsked, setIsAsked] = useState(false);
  if (!isAsked) return <MoreButton name={row.name} aria-haspopup="menu" onClick={() => setIsAsked(true)} />;
  return (
    <Suspense fallback={<MoreButton name={row.name} />}>
      <RowMenu row={row} deleted={deleted} />
    </Suspense>
  );
}
