// `npm run bench [name or W number …] [-- --quick]`: speed is measured here, never asserted in tests.
// BENCH_PROFILE=folder writes a CPU profile of each program under test there.
import { cpus } from 'node:os';
import { benchAdminPage } from './admin-page.ts';
import { benchBurst } from './burst.ts';
import { benchEventSearch } from './event-search.ts';
import { benchFanOut } from './fan-out.ts';
import { benchHangingTargets } from './hanging-targets.ts';
import { benchKillAndRestart } from './kill-and-restart.ts';
import { benchLatency } from './latency.ts';
import { benchLongHistory } from './long-history.ts';
import { type BenchOptions, load } from './measure.ts';
import { benchMemory } from './memory.ts';
import { benchStoredIntegrations } from './stored-integrations.ts';
import { benchSubscribers } from './subscribers.ts';
import { benchTemplates } from './templates.ts';

interface Scenario {
  readonly name: string;
  /** Its number in the list of bars, if it is there. */
  readonly number?: string;
  readonly run: (options: BenchOptions) => Promise<readonly object[]> | readonly object[];
}

const scenarios: readonly Scenario[] = [
  { name: 'templates', run: benchTemplates },
  { name: 'event-search', run: benchEventSearch },
  { number: 'W1', name: 'burst', run: benchBurst },
  { number: 'W2', name: 'latency', run: benchLatency },
  { number: 'W3', name: 'fan-out', run: benchFanOut },
  { number: 'W4', name: 'hanging-targets', run: benchHangingTargets },
  { number: 'W5', name: 'stored-integrations', run: benchStoredIntegrations },
  { number: 'W6', name: 'long-history', run: benchLongHistory },
  { number: 'W7', name: 'subscribers', run: benchSubscribers },
  { number: 'W8', name: 'memory', run: benchMemory },
  { number: 'W9', name: 'kill-and-restart', run: benchKillAndRestart },
  { number: 'W10', name: 'admin-page', run: benchAdminPage },
];

const wanted = process.argv.slice(2).filter((argument) => argument !== '--quick');
const isMeant = ({ name, number }: Scenario, text: string) => text === name || text.toUpperCase() === number;
for (const text of wanted)
  if (!scenarios.some((scenario) => isMeant(scenario, text))) throw new Error(`no such scenario: ${text}`);

console.log(`Node ${process.version}, ${cpus().length} x ${cpus()[0]?.model}, load ${load()}`);
for (const scenario of scenarios) {
  if (wanted.length > 0 && !wanted.some((text) => isMeant(scenario, text))) continue;
  const begun = performance.now();
  console.log(`\n${scenario.number ?? ''} ${scenario.name} (load before: ${load()})`.trimEnd());
  console.table(await scenario.run({ quick: process.argv.includes('--quick') }));
  console.log(`${((performance.now() - begun) / 1_000).toFixed(1)} s`);
}
