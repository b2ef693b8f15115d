// deploy/compose.yaml, held against the Dockerfile and what the service reads.
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { parseDocument } from 'yaml';
import { fileNames } from '../../src/env-files.ts';
import { repository } from '../support/process.ts';

const text = readFileSync(path.join(repository, 'deploy/compose.yaml'), 'utf8');
const document = parseDocument(text, { merge: true });
const compose = document.toJS();
const nodes = ['migrate', 'api', 'worker'].map((name) => compose.services[name]);

test('it is YAML, with a database, a migration, a node for clients and one for work', () => {
  expect(document.errors).toEqual([]);
  expect(Object.keys(compose.services)).toEqual(['postgres', 'migrate', 'api', 'worker']);
  expect(compose.services.api.environment.ROLE).toBe('api');
  expect(compose.services.worker.environment.ROLE).toBe('worker');
  for (const { build } of nodes) {
    expect(existsSync(path.join(repository, 'deploy', build.context, build.dockerfile))).toBe(true);
  }
});

test('nodes wait for the migration, and the migration for the database', () => {
  expect(compose.services.migrate.depends_on).toEqual({ postgres: { condition: 'service_healthy' } });
  expect(compose.services.postgres.healthcheck.test).toEqual(expect.arrayContaining(['pg_isready']));
  for (const name of ['api', 'worker'])
    expect(compose.services[name].depends_on).toEqual({ migrate: { condition: 'service_completed_successfully' } });
  expect(compose.services.migrate.command).toEqual(['node', 'src/cli/launch.js', 'migrate']);
});

test('secrets are files, not values; containers are read-only and have no rights', () => {
  for (const node of nodes) {
    for (const name of fileNames.slice(0, 2).concat(['ADMIN_TOKEN', 'METRICS_TOKEN', 'ENCRYPTION_KEY']))
      expect(node.environment[name]).toBeUndefined();
    const files = Object.entries<string>(node.environment).filter(([name]) => name.endsWith('_FILE'));
    expect(files.length).toBe(4);
    for (const [name, file] of files) {
      expect(fileNames).toContain(name.replace(/_FILE$/, ''));
      expect(file.startsWith('/run/secrets/')).toBe(true);
      expect(node.secrets).toContain(path.basename(file));
      expect(compose.secrets[path.basename(file)].file).toBe(`./secrets/${path.basename(file)}`);
    }
    expect(node).toMatchObject({ read_only: true, cap_drop: ['ALL'], security_opt: ['no-new-privileges:true'] });
  }
  expect(compose.services.api.ports).toEqual(['127.0.0.1:4000:4000']);
});

test('a stopping node has the time that it needs', () => {
  const drain = Number(compose.services.api.environment.DRAIN_SECS);
  expect(Number.parseInt(compose.services.api.stop_grace_period, 10)).toBeGreaterThan(drain + 30);
});
