// A button that changes something: for those who may not, it says why not.
import { Button, type ButtonProps } from '@mantine/core';
import { type ButtonHTMLAttributes, forwardRef } from 'react';
import { useLack } from '../app/viewer.ts';

interface ChangeButtonProps extends ButtonProps, Omit<ButtonHTMLAttributes<HTMLButtonElement>, keyof ButtonProps> {
  /** What it needs. Default: ADMIN. */
  readonly scope?: 'ADMIN' | 'EVENTS_WRITE';
}

export const ChangeButton = forwardRef<HTMLButtonElement, ChangeButtonProps>(
  ({ scope = 'ADMIN', disabled, title, ...props }, ref) => {
    const lack = useLack(scope);
    return <Button ref={ref} {...props} disabled={(disabled ?? false) || lack !== undefined} title={lack ?? title} />;
  },
);
