// Reads /metrics as Prometheus does.
import { adminToken } from '../support/service.ts';
import { until } from '../support/until.ts';

export interface Sample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

export interface Scrape {
  readonly samples: readonly Sample[];
  /** The sum of the samples of this name that have these labels; undefined when there is none. */
  value(name: string, labels?: Readonly<Record<string, string>>): number | undefined;
  /** Names as in # TYPE, with their types. */
  readonly types: ReadonlyMap<string, string>;
}

export async function scrape(url: string, token = adminToken): Promise<Scrape> {
  const response = await fetch(`${url}/metrics`, { headers: { authorization: `Bearer ${token}` } });
  if (response.status !== 200) throw new Error(`/metrics answered ${response.status}`);
  const text = await response.text();
  const samples = [...text.matchAll(/^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? (\S+)$/gm)].map(
    ([, name = '', labels = '', value]) => ({
      name,
      labels: Object.fromEntries(
        [...labels.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)].map(([, label = '', text = '']) => [label, text]),
      ),
      value: Number(value),
    }),
  );
  const has = (sample: Sample, labels: Readonly<Record<string, string>>) =>
    Object.entries(labels).every(([name, value]) => sample.labels[name] === value);
  return {
    samples,
    types: new Map([...text.matchAll(/^# TYPE (\S+) (\S+)$/gm)].map(([, name = '', type = '']) => [name, type])),
    value: (name, labels = {}) => {
      const found = samples.filter((sample) => sample.name === name && has(sample, labels));
      return found.length === 0 ? undefined : found.reduce((sum, { value }) => sum + value, 0);
    },
  };
}

/** Scrapes until the condition holds. */
export const scrapeUntil = (url: string, what: string, condition: (scraped: Scrape) => boolean): Promise<Scrape> =>
  until(what, async () => {
    const scraped = await scrape(url);
    return condition(scraped) && scraped;
  });
