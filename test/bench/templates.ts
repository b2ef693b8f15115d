/** Renders per second of the templates in templates.json, compiled and cold. The bar is Go's own text/template on the same
 *  three: test/conformance/go-template/README.md says how to measure it in the same run. */
import { readFileSync } from 'node:fs';
import { compile } from '../../src/domain/template/template.ts';

export type TemplateBench = { name: string; compiledPerSecond: number; coldPerSecond: number };

type Item = { name: string; template: string; data: unknown };

const ROUND_MS = 400;
const ROUNDS = 5;

export function benchTemplates(): TemplateBench[] {
  const items: Item[] = JSON.parse(readFileSync(new URL('templates.json', import.meta.url), 'utf8'));
  return items.map(({ name, template, data }) => {
    const render = compile(template);
    let serial = 0;
    return {
      name,
      compiledPerSecond: rate(() => render(data).length),
      // a definition that is never used makes every text a new one, so that the cache cannot help
      coldPerSecond: rate(() => {
        serial += 1;
        return compile(`${template}{{define "n${serial}"}}{{end}}`)(data).length;
      }),
    };
  });
}

/** The best of some rounds, as the Go program has it. */
function rate(work: () => number): number {
  let best = 0;
  let sum = 0;
  for (let round = 0; round <= ROUNDS; round++) {
    const start = performance.now();
    let count = 0;
    let elapsed = 0;
    while (elapsed < ROUND_MS) {
      for (let at = 0; at < 100; at++) sum += work();
      count += 100;
      elapsed = performance.now() - start;
    }
    if (round > 0) best = Math.max(best, (count * 1000) / elapsed);
  }
  return sum > 0 ? Math.round(best) : 0;
}

if (import.meta.main) {
  for (const row of benchTemplates()) {
    console.log(`${row.name.padEnd(10)} compiled ${row.compiledPerSecond}/s  cold ${row.coldPerSecond}/s`);
  }
}
