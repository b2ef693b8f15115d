// The state of a run, as every list and page shows it.
import { Badge, type Tone } from '../parts/badge.tsx';
import type { IconName } from '../parts/icon.tsx';
import { taskRun as words } from '../words/task-run.ts';

export interface RunState {
  readonly status: 'PENDING' | 'RUNNING' | 'SUCCESS' | 'ERROR';
  readonly cancelRequested: boolean;
}

const looks: Record<keyof typeof words.status, readonly [Tone, IconName]> = {
  PENDING: ['quiet', 'clock'],
  RUNNING: ['busy', 'play'],
  STOPPING: ['wait', 'stop'],
  SUCCESS: ['good', 'check'],
  ERROR: ['bad', 'cross'],
};

export const isOver = ({ status }: Pick<RunState, 'status'>): boolean => status === 'SUCCESS' || status === 'ERROR';

export function RunStatus({ status, cancelRequested }: RunState) {
  const shown = cancelRequested && status === 'RUNNING' ? 'STOPPING' : status;
  const [tone, icon] = looks[shown];
  return (
    <Badge tone={tone} icon={icon}>
      {words.status[shown]}
    </Badge>
  );
}
