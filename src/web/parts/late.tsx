// What is shown while something loads, and only if that takes long enough to be noticed.
import { Skeleton, Stack } from '@mantine/core';
import { type ReactNode, useEffect, useState } from 'react';
import { shell } from '../words/shell.ts';

const noticedAfterMs = 150;

export function Late({ children }: { readonly children?: ReactNode }) {
  const [isLate, setIsLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setIsLate(true), noticedAfterMs);
    return () => clearTimeout(timer);
  }, []);
  if (!isLate) return null;
  return (
    <div role="status" aria-label={shell.loading}>
      {children ?? <SkeletonRows />}
    </div>
  );
}

function SkeletonRows() {
  return (
    <Stack gap="sm" aria-hidden="true">
      {['60%', '100%', '100%', '100%', '80%'].map((width, index) => (
        <Skeleton key={index} h={index === 0 ? 26 : 44} w={width} />
      ))}
    </Stack>
  );
}
