import { Button } from '@mantine/core';
import { integrations as words } from '../words/integrations.ts';

export const ClearFilters = ({ clear }: { readonly clear: () => void }) => (
  <Button variant="default" onClick={clear}>
    {words.clear}
  </Button>
);
