import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { configure } from '../pipelines/configure/configure.ts';
import { filePlatform } from '../pipelines/configure/file-platform.ts';
import { parseObject } from '../shared/kratix/object.ts';
import { parseRequestYaml } from '../shared/yaml.ts';
import { caseCharts, projectFolder } from './support/cases.ts';

/** Platform that allows everything that docs/requests.md asks for. */
const platform = {
  apiVersion: 'platform.infraforge.io/v1',
  kind: 'BootstrapClaim',
  metadata: { name: 'platform-nonprod', namespace: 'infraforge-platform' },
  spec: {
    giteaURL: 'https://git.example.com',
    organization: 'acme',
    chartsRepository: {
      url: 'oci://registry.example.com/charts',
      allowed: [{ name: 'web-frontend', versions: ['2.4.1'], kinds: ['apps/Deployment', 'Service'] }],
    },
    gitOps: { clusterType: 'nonprod', environments: ['dev', 'qa'] },
    ingress: { domain: 'apps.example.com' },
    imageDigests: { registries: ['ghcr.io'] },
    serviceTypes: ['LoadBalancer'],
    keda: true,
    monitoring: true,
    tenants: [
      {
        name: 'shop',
        requestNamespaces: ['default'],
        namespaces: ['default-dev', 'shop-*'],
        hosts: ['*.apps.example.com'],
        charts: ['microservice', 'postgresql', 'redis', 'web-frontend'],
        serviceAccountAnnotations: {
          'eks.amazonaws.com/role-arn': 'arn:aws:iam::123456789012:role/shop-*',
        },
      },
    ],
  },
};

interface Example {
  readonly [field: string]: unknown;
}

/** Returns each YAML block of docs/requests.md with the line that it begins in. */
function examples(): { readonly line: number; readonly yaml: string }[] {
  const page = readFileSync(join(projectFolder, 'docs/requests.md'), 'utf8');
  return [...page.matchAll(/^```yaml\n(.*?)^```$/gms)].map(({ index, 1: yaml = '' }) => ({
    line: page.slice(0, index).split('\n').length + 1,
    yaml,
  }));
}

/** Completes an example to a request: it is one, or lists of a request, or fields of an application. */
function completed(example: Example): object {
  if ('apiVersion' in example) return example;
  const image = { repository: 'ghcr.io/acme/shop', tag: 'v1.2.3' };
  const lists = 'applications' in example ? example : { applications: [{ name: 'shop', image, ...example }] };
  return {
    apiVersion: 'platform.infraforge.io/v1',
    kind: 'ApplicationClaim',
    metadata: { name: 'documented', namespace: 'default' },
    spec: { environment: 'dev', ...lists },
  };
}

describe('docs/requests.md', () => {
  it.each(examples())('has an example in line $line that is delivered', async ({ yaml }) => {
    const request = parseObject(completed(parseRequestYaml(yaml) as Example));
    const answer = await configure(request, {
      requests: { listRequests: async () => [filePlatform(parseObject(platform))] },
      charts: caseCharts,
      images: { resolveDigest: async () => `sha256:${'1'.repeat(64)}` },
    });
    expect(answer.status).toMatchObject({ failure: null });
  });
});
