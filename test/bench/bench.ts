// `npm run bench [name …]`: speed is measured here, never asserted in tests.
import { cpus } from 'node:os';
import { benchBurst } from './burst.ts';
import { benchTemplates } from './templates.ts';

const scenarios: Record<string, () => Promise<unknown> | unknown> = {
  burst: benchBurst,
  templates: benchTemplates,
};

const wanted = process.argv.slice(2);
for (const name of wanted) if (!Object.hasOwn(scenarios, name)) throw new Error(`no such scenario: ${name}`);
console.log(`Node ${process.version}, ${cpus().length} x ${cpus()[0]?.model}`);
for (const [name, run] of Object.entries(scenarios)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  console.log(`\n${name}`);
  const result = await run();
  console.table(Array.isArray(result) ? result : [result]);
}
