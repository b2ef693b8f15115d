// The dashboard and the alert rules name only what the service really measures, with the labels that it really has.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { SyntaxNode } from '@lezer/common';
import { parser } from '@prometheus-io/lezer-promql';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parse } from 'yaml';
import { repository } from '../support/process.ts';
import { type Receiver, startReceiver } from '../support/receiver.ts';
import { startTestService, type TestService } from '../support/service.ts';
import type { Scrape } from './scrape.ts';
import { labelsOf, useEverything } from './use-everything.ts';

const folder = path.join(repository, 'docs/observability');
const dashboard = JSON.parse(readFileSync(path.join(folder, 'grafana-dashboard.json'), 'utf8'));
const alerts = parse(readFileSync(path.join(folder, 'alerts.yaml'), 'utf8'));
const panels: any[] = dashboard.panels.filter(({ type }: { type: string }) => type !== 'row');
const rules: any[] = alerts.groups.flatMap(({ rules: list }: { rules: any[] }) => list);

let service: TestService;
let receiver: Receiver;
let scraped: Scrape;
beforeAll(async () => {
  receiver = await startReceiver();
  service = await startTestService();
  scraped = await useEverything(service, receiver);
});
afterAll(async () => {
  await service.stop();
  await receiver.close();
});

/** Labels that Prometheus itself adds. */
const added = ['job', 'instance'];

/** What is wrong with a query: it does not parse, or names a metric or a label that there is not. */
function problemsOf(query: string, grouped: readonly string[] = []): string[] {
  const text = query.replaceAll('$__rate_interval', '5m').replaceAll('$job', 'x');
  const known = labelsOf(scraped);
  const problems: string[] = [];
  const used = new Set<string>(grouped);
  const textOf = (node: SyntaxNode) => text.slice(node.from, node.to);
  const available = new Set(added);
  parser.parse(text).iterate({
    enter: ({ node }) => {
      if (node.type.isError) problems.push(`does not parse at ${node.from}: ${text}`);
      if (node.name === 'VectorSelector') {
        const name = node.getChild('Identifier');
        if (!name) return;
        const metric = textOf(name);
        const labels = metric === 'up' ? new Set<string>() : known.get(metric);
        if (!labels) problems.push(`no such metric: ${metric}`);
        for (const label of labels ?? []) available.add(label);
        for (const matcher of matchersOf(node)) {
          const [label = '', value = '', isExact] = matcher(textOf);
          if (!labels?.has(label) && !added.includes(label)) problems.push(`${metric} has no label ${label}`);
          const values = scraped.samples
            .filter((sample) => sample.name === metric)
            .map((sample) => sample.labels[label]);
          // What has happened in this test has each value that is asked for, where values are few.
          if (isExact && bounded.has(label) && !values.includes(value) && !rare.has(value))
            problems.push(`${metric} has no ${label} ${value}`);
        }
      }
      if (node.name === 'LabelName' && node.parent?.name === 'GroupingLabels') used.add(textOf(node));
    },
  });
  for (const label of used) if (!available.has(label)) problems.push(`no metric of the query has the label ${label}`);
  return problems;
}

const bounded = new Set(['outcome', 'status', 'state', 'queue', 'kind', 'stream', 'pool', 'door']);
/** Values that a healthy service does not show in a test. */
const rare = new Set(['unavailable', 'open', 'rejected', '5xx', 'failed']);

function matchersOf(selector: SyntaxNode) {
  const found: ((textOf: (node: SyntaxNode) => string) => [string, string, boolean])[] = [];
  const visit = (node: SyntaxNode) => {
    if (/LabelMatcher$/.test(node.name) && node.name !== 'LabelMatchers') {
      const [name, operator, value] = [
        node.getChild('LabelName'),
        node.getChild('MatchOp'),
        node.getChild('StringLiteral'),
      ];
      found.push((textOf) => [
        name ? textOf(name) : '',
        value ? textOf(value).slice(1, -1) : '',
        operator !== null && textOf(operator) === '=',
      ]);
      return;
    }
    for (let child = node.firstChild; child; child = child.nextSibling) visit(child);
  };
  visit(selector);
  return found;
}

const placeholders = (text: string) =>
  [...text.matchAll(/\{\{\s*(?:\$labels\.)?(\w+)\s*\}\}/g)].map(([, name = '']) => name);

test('the check itself finds what is wrong', () => {
  expect(problemsOf('sum(rate(iam_events_total[5m]))')).toEqual([]);
  expect(problemsOf('sum(rate(iam_events_total[5m])')).not.toEqual([]);
  expect(problemsOf('iam_no_such_thing')).toEqual(['no such metric: iam_no_such_thing']);
  expect(problemsOf('iam_events_total{integration="x"}')).toEqual(['iam_events_total has no label integration']);
  expect(problemsOf('sum by (integration) (iam_events_total)')).toEqual([
    'no metric of the query has the label integration',
  ]);
  expect(problemsOf('iam_queue_jobs{state="waiting"}')).toEqual(['iam_queue_jobs has no state waiting']);
});

test('every query of the dashboard is about metrics and labels that there are', () => {
  expect(panels.length).toBeGreaterThan(20);
  for (const { title, targets } of panels) {
    expect(targets.length).toBeGreaterThan(0);
    for (const { expr, legendFormat } of targets)
      expect({ title, problems: problemsOf(expr, placeholders(legendFormat)) }).toEqual({ title, problems: [] });
  }
  expect(new Set(panels.map(({ title }) => title)).size).toBe(panels.length);
  expect(new Set(dashboard.panels.map(({ id }: { id: number }) => id)).size).toBe(dashboard.panels.length);
  for (const { gridPos } of panels) expect(gridPos.x + gridPos.w).toBeLessThanOrEqual(24);
});

test('every metric of the service is on the dashboard', () => {
  const queries = JSON.stringify(panels);
  const missing = [...scraped.types.keys()].filter((name) => name.startsWith('iam_') && !queries.includes(name));
  expect(missing).toEqual([]);
});

test('every alert is a rule of Prometheus, about metrics and labels that there are', () => {
  expect(rules.length).toBeGreaterThan(10);
  for (const { alert, expr, labels, annotations, ...more } of rules) {
    expect(alert).toMatch(/^IamIntegrations\w+$/);
    const named = placeholders(Object.values<string>(annotations).join(' ')).filter((name) => name !== 'value');
    expect({ alert, problems: problemsOf(expr, named) }).toEqual({ alert, problems: [] });
    expect(['critical', 'warning']).toContain(labels.severity);
    expect(annotations.summary).toEqual(expect.any(String));
    expect(Object.keys(more).filter((name) => name !== 'for')).toEqual([]);
    if (more.for !== undefined) expect(more.for).toMatch(/^\d+[smh]$/);
  }
  expect(new Set(rules.map(({ alert }) => alert)).size).toBe(rules.length);
});
