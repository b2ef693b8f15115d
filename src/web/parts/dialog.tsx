// A dialog: keeps the keyboard within it, closes by Escape, and gives the focus back.
import { Modal, type ModalRootProps } from '@mantine/core';
import type { ReactNode } from 'react';
import { shell } from '../words/shell.ts';
import classes from './parts.module.css';

interface DialogProps {
  readonly title: ReactNode;
  /** Undefined: it cannot be closed without an answer. */
  readonly close: (() => void) | undefined;
  readonly size?: ModalRootProps['size'];
  readonly children: ReactNode;
}

export function Dialog({ title, close, size, children }: DialogProps) {
  const stays = close === undefined;
  return (
    <Modal.Root
      opened
      onClose={() => close?.()}
      size={size}
      centered
      closeOnEscape={!stays}
      closeOnClickOutside={!stays}
      transitionProps={{ duration: 0 }}
    >
      <Modal.Overlay />
      <Modal.Content>
        <div className={classes.dialogHead}>
          <Modal.Title fw={600}>{title}</Modal.Title>
          {close && <Modal.CloseButton aria-label={shell.close} />}
        </div>
        <Modal.Body>{children}</Modal.Body>
      </Modal.Content>
    </Modal.Root>
  );
}
