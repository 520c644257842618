import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { connectCluster } from '../../../pipelines/cluster/connect-cluster.ts';
import { install, isMissing, type Software } from '../../../pipelines/cluster/deploy/install.ts';
import { readManifest } from '../../../pipelines/cluster/deploy/manifest.ts';
import { systemClock } from '../../../pipelines/cluster/deploy/wait-until.ts';
import { printYaml } from '../../../shared/yaml.ts';
import { greeterImage } from '../support/requests.ts';
import { describeScenario, test } from '../support/scenario-test.ts';

const namespace = 'e2e-software';
const group = 'software.e2e.example.com';
const labels = { app: 'widget-server' };

/** Objects in an order that no API server accepts, as in a published manifest that relies on retries. */
const objects = [
  { apiVersion: `${group}/v1`, kind: 'Widget', metadata: { name: 'first' }, spec: { size: 3 } },
  {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'widget-server', namespace },
    spec: {
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { containers: [{ name: 'server', image: greeterImage }] } },
    },
  },
  {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `widgets.${group}` },
    spec: {
      group,
      scope: 'Namespaced',
      names: { plural: 'widgets', kind: 'Widget' },
      versions: [
        {
          name: 'v1',
          served: true,
          storage: true,
          schema: {
            openAPIV3Schema: {
              type: 'object',
              properties: { spec: { type: 'object', properties: { size: { type: 'integer' } } } },
            },
          },
        },
      ],
    },
  },
  { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } },
];

describeScenario('software from a published manifest', () => {
  test('is installed once, waits for its pods, and is kept afterwards', async ({ scenario }) => {
    const { kubeconfig, context, folder, kubectl } = scenario.platform.cluster;
    const manifest = join(folder, 'software.yaml');
    writeFileSync(manifest, objects.map((object) => printYaml(object)).join('---\n'));
    const software: Software = {
      name: 'Widgets',
      version: '1.0.0',
      namespace,
      definition: `widgets.${group}`,
      manifest: {
        location: manifest,
        sha256: createHash('sha256').update(readFileSync(manifest)).digest('hex'),
      },
    };
    const cluster = await connectCluster({ kubeconfig, context }, process.env);
    const timeout = { seconds: 120, clock: systemClock };
    const installOnce = async (): Promise<unknown> => {
      const isNeeded = await isMissing(cluster, software);
      const manifest = isNeeded ? await readManifest(software.manifest) : undefined;
      return (await install(cluster, software, { manifest, timeout })).change;
    };
    try {
      expect(await installOnce()).toBe('created');
      expect(await kubectl(['get', 'widget', 'first', `--namespace=${namespace}`, '--output=name'])).toBe(
        `widget.${group}/first\n`,
      );
      const available = ['get', 'deployment', 'widget-server', `--namespace=${namespace}`];
      expect(await kubectl([...available, '--output=jsonpath={.status.availableReplicas}'])).toBe('1');
      expect(await installOnce()).toBe('unchanged');
    } finally {
      await kubectl(['delete', 'namespace', namespace, '--ignore-not-found', '--wait=false']);
      await kubectl(['delete', 'customresourcedefinition', `widgets.${group}`, '--ignore-not-found']);
    }
  });
});
