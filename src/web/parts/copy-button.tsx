// Copies a text, and says that it did.
import { Button } from '@mantine/core';
import { useEffect, useState } from 'react';
import { shell } from '../words/shell.ts';
import { Icon } from './icon.tsx';

const saidForMs = 2_000;

export function CopyButton({ label, text }: { readonly label: string; readonly text: () => string }) {
  const [isCopied, setIsCopied] = useState(false);
  useEffect(() => {
    if (!isCopied) return undefined;
    const timer = setTimeout(() => setIsCopied(false), saidForMs);
    return () => clearTimeout(timer);
  }, [isCopied]);
  const copy = async () => {
    await navigator.clipboard.writeText(text());
    setIsCopied(true);
  };
  return (
    <Button
      size="xs"
      variant="default"
      leftSection={<Icon name={isCopied ? 'check' : 'copy'} size={14} />}
      onClick={() => void copy()}
    >
      {isCopied ? shell.copied : label}
    </Button>
  );
}
