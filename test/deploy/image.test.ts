// What deploy/Dockerfile says of the image; production-install.test.ts carries it out.
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { repository } from '../support/process.ts';
import { readDockerfile, type Stage } from './read-dockerfile.ts';

const stages = readDockerfile();
const last = stages.at(-1) as Stage;
const of = (stage: Stage | undefined, keyword: string) => stage?.steps.filter((step) => step.keyword === keyword) ?? [];
const ignored = readFileSync(path.join(repository, '.dockerignore'), 'utf8').split('\n');

test('it is built in stages of which only the last one, without build tools, is the image', () => {
  expect(stages.map(({ name }) => name)).toEqual(['build', 'dependencies', undefined]);
  for (const { image } of stages) expect(image).toMatch(/^\$\{NODE_IMAGE\}$/);
  const [install] = of(stages[1], 'RUN');
  expect(install?.args.join(' ')).toMatch(/^npm ci --omit=dev --omit=optional --ignore-scripts/);
  for (const copy of of(last, 'COPY'))
    expect(copy.flags.from === undefined || ['build', 'dependencies'].includes(copy.flags.from)).toBe(true);
  // Nothing is installed in it, and nothing but the source, the packages and the migrations gets into it.
  expect(of(last, 'RUN').map(({ exec }) => exec?.[0])).toEqual(['node']);
});

test('it runs as nobody in particular, on a file system that may be read-only, and stops when it is told to', () => {
  const keywords = last.steps.map(({ keyword }) => keyword);
  const user = of(last, 'USER')[0]?.args[0] ?? '';
  expect(user).toMatch(/^[1-9]\d*:[1-9]\d*$/);
  expect(keywords.lastIndexOf('USER')).toBeGreaterThan(keywords.lastIndexOf('RUN'));
  expect(of(last, 'VOLUME')).toEqual([]);
  expect(of(last, 'STOPSIGNAL')[0]?.args).toEqual(['SIGTERM']);
  // The exec form: a shell would keep the signal to itself.
  expect(of(last, 'CMD')[0]?.exec?.[0]).toBe('node');
});

test('its health check is a program of its own, without curl', () => {
  const [check] = of(last, 'HEALTHCHECK');
  expect(check?.args).toEqual(expect.arrayContaining(['CMD']));
  expect(check?.args.join(' ')).toContain('deploy/health-check.js');
  expect(readFileSync(path.join(repository, 'deploy/health-check.js'), 'utf8')).toContain('/healthz');
});

test('what it copies is there, and no secret, history or dependency of this folder is sent to the builder', () => {
  for (const stage of stages)
    for (const { args, flags } of of(stage, 'COPY'))
      if (flags.from === undefined)
        for (const source of args.slice(0, -1)) expect(existsSync(path.join(repository, source))).toBe(true);
  for (const line of ['.git', '**/node_modules', 'data', 'deploy/secrets', '.env*', '**/encryption-key*'])
    expect(ignored).toContain(line);
  const text = readFileSync(path.join(repository, 'deploy/Dockerfile'), 'utf8');
  expect(text).not.toMatch(/^(ARG|ENV) .*(TOKEN|KEY|PASSWORD|DATABASE_URL)/m);
});
