// Bars over time, each a link to what it counts. One stop for Tab; the arrows go from bar to bar.
import { Link } from '@tanstack/react-router';
import { type KeyboardEvent, useState } from 'react';
import classes from './bars.module.css';

export interface Bar {
  /** Where it begins, as in RFC 3339; names the bar. */
  readonly from: string;
  /** All of it in words. */
  readonly label: string;
  /** From top to bottom. */
  readonly parts: readonly { readonly tone: 'good' | 'bad' | 'busy'; readonly value: number }[];
  /** The parts of the address of the deliveries that it counts; undefined: it leads nowhere. */
  readonly search?: Readonly<Record<string, string>> | undefined;
}

interface BarsProps {
  readonly label: string;
  readonly bars: readonly Bar[];
}

const heightOf = ({ parts }: Bar): number => parts.reduce((sum, { value }) => sum + value, 0);

export const highestOf = (bars: readonly Bar[]): number => Math.max(...bars.map(heightOf), 0);

export function Bars({ label, bars }: BarsProps) {
  const highest = Math.max(highestOf(bars), 1);
  const links = bars.filter(({ search }) => search);
  const [reached, setReached] = useState<string>();
  const stop = links.some(({ from }) => from === reached) ? reached : links.at(-1)?.from;
  const onKey = (event: KeyboardEvent<HTMLElement>) => {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    const next = links[links.findIndex(({ from }) => from === stop) + step];
    if (step === 0 || !next) return;
    event.preventDefault();
    setReached(next.from);
    event.currentTarget.querySelector<HTMLElement>(`[data-from="${next.from}"]`)?.focus();
  };
  return (
    <nav aria-label={label} className={classes.chart} onKeyDown={onKey}>
      {bars.map((bar) => (
        <Slot key={bar.from} bar={bar} highest={highest} isStop={bar.from === stop} reach={setReached} />
      ))}
    </nav>
  );
}

interface SlotProps {
  readonly bar: Bar;
  readonly highest: number;
  readonly isStop: boolean;
  readonly reach: (from: string) => void;
}

function Slot({ bar, highest, isStop, reach }: SlotProps) {
  const parts = bar.parts
    .filter(({ value }) => value > 0)
    .map(({ tone, value }) => (
      <span
        key={tone}
        className={`${classes.part} ${classes[tone]}`}
        style={{ height: `${(100 * value) / highest}%` }}
      />
    ));
  if (!bar.search)
    return (
      <span className={classes.slot} title={bar.label}>
        {parts}
      </span>
    );
  return (
    <Link
      to="/deliveries"
      search={bar.search}
      className={classes.slot}
      title={bar.label}
      aria-label={bar.label}
      tabIndex={isStop ? 0 : -1}
      data-from={bar.from}
      onFocus={() => reach(bar.from)}
    >
      {parts}
    </Link>
  );
}

interface PlainBarsProps {
  readonly bars: readonly Bar[];
  readonly look: 'spark' | 'low';
}

/** Without links, and not read aloud: what stands beside it says as much. */
export function PlainBars({ bars, look }: PlainBarsProps) {
  const highest = Math.max(highestOf(bars), 1);
  return (
    <span className={classes[look]} aria-hidden="true">
      {bars.map((bar) => (
        <Slot key={bar.from} bar={bar} highest={highest} isStop={false} reach={() => {}} />
      ))}
    </span>
  );
}
