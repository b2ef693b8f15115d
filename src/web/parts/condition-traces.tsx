// How each condition went for an event: the comparison, whether it holds, and what the value really is.
import { Text } from '@mantine/core';
import { type Operator, operators, conditions as words } from '../words/conditions.ts';
import { Icon } from './icon.tsx';
import classes from './parts.module.css';

export interface ShownTrace {
  readonly path: string;
  readonly holds: boolean;
  readonly group?: string | null;
  readonly actual?: unknown;
  readonly foundAt?: string | null;
  readonly condition?: {
    readonly field?: string | null;
    readonly operator?: Operator | null;
    readonly value?: string | null;
    readonly values?: readonly string[] | null;
  } | null;
}

export const ConditionTraces = ({ traces }: { readonly traces: readonly ShownTrace[] }) => (
  <ul className={classes.traces}>
    {traces.map((trace) => (
      <li key={trace.path} data-holds={trace.holds}>
        <Icon name={trace.holds ? 'check' : 'cross'} size={14} />
        <Text component="span" size="sm">
          <TraceText trace={trace} />
        </Text>
      </li>
    ))}
  </ul>
);

/** `user.email ends with "@example.com": holds, value is "ann@example.com"` */
function TraceText({ trace }: { readonly trace: ShownTrace }) {
  const outcome = trace.holds ? words.holds : words.fails;
  if (trace.group) return `${words.groups[trace.group] ?? trace.group}: ${outcome}`;
  const { field, operator, value, values } = trace.condition ?? {};
  const expected = values ? values.join(', ') : operator && valueless.has(operator) ? '' : JSON.stringify(value ?? '');
  return (
    <>
      <code>{field}</code> {operator && operators[operator]} {expected}: <strong>{outcome}</strong>
      {', '}
      {trace.foundAt ? words.value(JSON.stringify(trace.actual)) : words.missing}
    </>
  );
}

const valueless = new Set<Operator>(['EXISTS', 'IS_TRUE', 'IS_FALSE']);
