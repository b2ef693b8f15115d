// Mantine's looks on the router's links: real addresses, opened in a new tab as any other.
import { Anchor, type AnchorProps, Button, type ButtonProps } from '@mantine/core';
import { createLink } from '@tanstack/react-router';
import { type AnchorHTMLAttributes, forwardRef } from 'react';

type Attributes<Props> = Props & Omit<AnchorHTMLAttributes<HTMLAnchorElement>, keyof Props>;

const AnchorElement = forwardRef<HTMLAnchorElement, Attributes<AnchorProps>>((props, ref) => (
  <Anchor ref={ref} {...props} />
));

const ButtonElement = forwardRef<HTMLAnchorElement, Attributes<ButtonProps>>((props, ref) => (
  <Button component="a" ref={ref} {...props} />
));

export const TextLink = createLink(AnchorElement);
export const ButtonLink = createLink(ButtonElement);
