// The manifests, held against Kubernetes' own schemas and against what the service needs.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { Deployment, type IDeployment } from 'kubernetes-models/apps/v1';
import { HorizontalPodAutoscaler } from 'kubernetes-models/autoscaling/v2';
import { PodDisruptionBudget } from 'kubernetes-models/policy/v1';
import { ConfigMap, Service } from 'kubernetes-models/v1';
import { expect, test } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { readConfig } from '../../src/config.ts';
import { repository } from '../support/process.ts';

const folder = path.join(repository, 'deploy/kubernetes');
const kustomization = parse(readFileSync(path.join(folder, 'kustomization.yaml'), 'utf8'));
const documents: { file: string; object: any }[] = kustomization.resources.flatMap((file: string) =>
  parseAllDocuments(readFileSync(path.join(folder, file), 'utf8'), { merge: true }).map((document) => {
    expect(document.errors).toEqual([]);
    return { file, object: document.toJS() };
  }),
);
const kinds: Record<string, new (data: any) => { validate(): void }> = {
  Deployment,
  Service,
  ConfigMap,
  PodDisruptionBudget,
  HorizontalPodAutoscaler,
};
const ofKind = (kind: string) => documents.map(({ object }) => object).filter((object) => object.kind === kind);
const deployments: IDeployment[] = ofKind('Deployment');

test('every file is listed, and every object is valid by the schema of its kind', () => {
  const files = readdirSync(folder).filter((file) => file !== 'kustomization.yaml');
  expect([...kustomization.resources].sort()).toEqual(files.sort());
  for (const { object } of documents) {
    const Kind = kinds[object.kind];
    if (!Kind) throw new Error(`no schema for ${object.kind}`);
    new Kind(object).validate();
  }
  // The schemas do refuse.
  const [broken] = structuredClone(ofKind('Deployment'));
  broken.spec.template.spec.containers[0].ports[0].containerPort = 'four thousand';
  expect(() => new Deployment(broken).validate()).toThrow();
});

test('api and worker are deployments of their own, of one image, ready when /readyz says so', () => {
  expect(deployments.map(({ metadata }) => metadata?.name)).toEqual([
    'iam-integrations-api',
    'iam-integrations-worker',
  ]);
  for (const deployment of deployments) {
    const pod = deployment.spec?.template.spec;
    const [container] = pod?.containers ?? [];
    expect(kustomization.images[0].name).toBe(container?.image);
    expect(container?.readinessProbe?.httpGet).toEqual({ path: '/readyz', port: 'http' });
    expect(container?.livenessProbe?.httpGet?.path).toBe('/healthz');
    expect(container?.startupProbe?.httpGet?.path).toBe('/healthz');
    expect(container?.resources?.requests).toMatchObject({ cpu: expect.any(String), memory: expect.any(String) });
    expect(container?.resources?.limits?.memory).toEqual(expect.any(String));
    const role = container?.env?.find(({ name }) => name === 'ROLE')?.value;
    expect(deployment.metadata?.name).toBe(`iam-integrations-${role}`);
    // Long enough for DRAIN_SECS and what is under way: docs/many-nodes.md.
    const drain = Number(container?.env?.find(({ name }) => name === 'DRAIN_SECS')?.value);
    expect(pod?.terminationGracePeriodSeconds).toBe(drain + 30);
    expect(pod?.initContainers?.[0]?.command).toEqual(['node', 'src/cli/launch.js', 'migrate']);
    expect(deployment.spec?.selector.matchLabels).toEqual(deployment.spec?.template.metadata?.labels);
  }
});

test('no container may be root, write to its files or gain a right, and no secret stands in a manifest', () => {
  for (const { spec } of deployments) {
    const pod = spec?.template.spec;
    expect(pod?.securityContext).toMatchObject({ runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } });
    expect(pod?.automountServiceAccountToken).toBe(false);
    for (const container of [...(pod?.containers ?? []), ...(pod?.initContainers ?? [])]) {
      expect(container.securityContext).toEqual({
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        capabilities: { drop: ['ALL'] },
      });
      for (const { name, value, valueFrom } of container.env ?? [])
        if (/TOKEN|KEY|DATABASE/.test(name)) {
          expect(value).toBeUndefined();
          expect(valueFrom?.secretKeyRef).toEqual({ name: 'iam-integrations', key: name });
        }
    }
  }
  expect(ofKind('Secret')).toEqual([]);
});

test('what they set is what the service reads', () => {
  const [config] = ofKind('ConfigMap');
  for (const deployment of deployments) {
    const env = deployment.spec?.template.spec?.containers[0]?.env ?? [];
    const values: Record<string, string> = { ...config.data };
    const secrets: Record<string, string> = {
      DATABASE_URL: 'postgresql://iam:secret@db/iam',
      ENCRYPTION_KEY: '7'.repeat(64),
      ADMIN_TOKEN: 'x'.repeat(20),
      METRICS_TOKEN: 'y'.repeat(20),
    };
    for (const { name, value, valueFrom } of env)
      values[name] = value ?? secrets[valueFrom?.secretKeyRef?.key ?? ''] ?? '';
    const read = readConfig(values, () => []);
    expect(read).toMatchObject({ databaseUrl: secrets.DATABASE_URL, publicUrl: 'https://iam.example.com' });
    expect(['api', 'worker']).toContain(read.role);
    // A name that the service does not know would be silently nothing.
    const readme = readFileSync(path.join(repository, 'README.md'), 'utf8');
    for (const name of Object.keys(values)) expect(readme).toContain(`\`${name}\``);
  }
});

test('a voluntary disruption takes one node of a kind at a time, and scaling goes by an existing deployment', () => {
  const labels = deployments.map(({ spec }) => spec?.selector.matchLabels);
  for (const budget of ofKind('PodDisruptionBudget')) {
    expect(labels).toContainEqual(budget.spec.selector.matchLabels);
    expect(budget.spec.maxUnavailable).toBe(1);
  }
  expect(ofKind('PodDisruptionBudget')).toHaveLength(2);
  const [scaler] = ofKind('HorizontalPodAutoscaler');
  expect(deployments.map(({ metadata }) => metadata?.name)).toContain(scaler.spec.scaleTargetRef.name);
  const [service] = ofKind('Service');
  expect(labels).toContainEqual(service.spec.selector);
});
