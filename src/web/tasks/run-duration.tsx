// How long a run took, or takes so far.
import { durationText } from '../parts/format-time.ts';
import { useNow } from '../parts/ticking.ts';
import { isOver } from './run-status.tsx';

interface DurationProps {
  readonly run: {
    readonly status: 'PENDING' | 'RUNNING' | 'SUCCESS' | 'ERROR';
    readonly startedAt?: string | null;
    readonly durationMs?: number | null;
  };
}

export function RunDuration({ run }: DurationProps) {
  if (run.durationMs !== null && run.durationMs !== undefined) return durationText(run.durationMs);
  if (!run.startedAt || isOver(run)) return null;
  return <Ticking since={new Date(run.startedAt).getTime()} />;
}

function Ticking({ since }: { readonly since: number }) {
  const now = useNow(1_000);
  const secs = Math.max(0, Math.floor((now.getTime() - since) / 1_000));
  return durationText(secs * 1_000 || 0);
}
