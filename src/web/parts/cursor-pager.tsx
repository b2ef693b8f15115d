// Newer and older, for a list whose pages are cursors in the address.
import { Button, Group } from '@mantine/core';
import { shell as words } from '../words/shell.ts';
import { anyText } from './address.ts';
import { Icon } from './icon.tsx';

/** Parts of the address; at most one of them is there. */
export const cursorParts = { after: anyText, before: anyText };

/** What is asked for: so many behind or in front of the cursor of the address. */
export const pageOf = (size: number, { after, before }: { after?: string | undefined; before?: string | undefined }) =>
  before === undefined ? { first: size, after } : { last: size, before };

interface CursorPagerProps {
  readonly page:
    | {
        readonly hasNextPage: boolean;
        readonly hasPreviousPage: boolean;
        readonly startCursor: string | null;
        readonly endCursor: string | null;
      }
    | undefined;
  readonly change: (parts: { after: string; before: string }) => void;
}

export function CursorPager({ page, change }: CursorPagerProps) {
  if (!page || !(page.hasNextPage || page.hasPreviousPage)) return null;
  return (
    <Group justify="flex-end" gap="xs">
      <Button
        size="xs"
        variant="default"
        disabled={!page.hasPreviousPage}
        leftSection={<Icon name="left" size={14} />}
        onClick={() => change({ before: page.startCursor ?? '', after: '' })}
      >
        {words.newer}
      </Button>
      <Button
        size="xs"
        variant="default"
        disabled={!page.hasNextPage}
        rightSection={<Icon name="right" size={14} />}
        onClick={() => change({ after: page.endCursor ?? '', before: '' })}
      >
        {words.older}
      </Button>
    </Group>
  );
}
