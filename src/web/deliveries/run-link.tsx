// To the run of a task that an attempt was.
import type { ReactNode } from 'react';
import { TextLink } from '../parts/link.tsx';

interface RunLinkProps {
  readonly run: { readonly id: string; readonly taskId: string };
  readonly children: ReactNode;
}

export const RunLink = ({ run, children }: RunLinkProps) => (
  <TextLink to="/tasks/$taskId/runs/$runId" params={{ taskId: run.taskId, runId: run.id }} size="sm">
    {children}
  </TextLink>
);
