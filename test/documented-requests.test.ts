import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { configure } from '../pipelines/configure/configure.ts';
import { filePlatform } from '../pipelines/configure/file-platform.ts';
import { apiVersion } from '../shared/api-version.ts';
import { parseObject } from '../shared/kratix/object.ts';
import { parseRequestYaml } from '../shared/yaml.ts';
import { caseCharts, projectFolder } from './support/cases.ts';

/** Platform that allows everything that the pages ask for. */
const platform = {
  apiVersion,
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

/** YAML block of a page. */
interface Block {
  readonly page: string;
  /** Line in which it begins. */
  readonly line: number;
  readonly content: unknown;
}

/** Returns the YAML blocks of a page. */
function blocksOf(page: string): Block[] {
  const text = readFileSync(join(projectFolder, 'docs', page), 'utf8');
  return [...text.matchAll(/^```yaml\n(.*?)^```$/gms)].map(({ index, 1: yaml = '' }) => ({
    page,
    line: text.slice(0, index).split('\n').length + 1,
    content: parseRequestYaml(yaml),
  }));
}

const { tenants: _, ...specWithoutTenants } = platform.spec;
const platformWithoutTenants = { ...platform, spec: specWithoutTenants };

/** Completes an example to a request: it is one, or lists of a request, or fields of an application. */
function completed(example: Example): object {
  if ('apiVersion' in example) return example;
  const image = { repository: 'ghcr.io/acme/shop', tag: 'v1.2.3' };
  const lists = 'applications' in example ? example : { applications: [{ name: 'shop', image, ...example }] };
  return {
    apiVersion,
    kind: 'ApplicationClaim',
    metadata: { name: 'documented', namespace: 'default' },
    spec: { environment: 'dev', ...lists },
  };
}

/** Returns the request of a block: a list of services is completed to one. Returns undefined for other objects. */
function serviceRequest(content: unknown): object | undefined {
  if (!Array.isArray(content))
    return (content as Example)['apiVersion'] === apiVersion ? (content as object) : undefined;
  return {
    apiVersion,
    kind: 'PlatformApplicationClaim',
    metadata: { name: 'documented', namespace: 'default' },
    spec: { environment: 'dev', services: content },
  };
}

/** Returns the platform with the fields of a block; undefined for services, other objects and the volumes of a pod. */
function platformWith(content: unknown): object | undefined {
  const { kind = 'BootstrapClaim', spec, ...fields } = content as Example;
  if (kind !== 'BootstrapClaim' || Array.isArray(content) || 'volumes' in fields) return undefined;
  return { ...platformWithoutTenants, spec: { ...specWithoutTenants, ...((spec ?? fields) as object) } };
}

/** Runs the pipeline for a request on a platform, and returns the status. */
async function statusOf(request: object, on: object): Promise<object> {
  const { status } = await configure(parseObject(request), {
    requests: { listRequests: async () => [filePlatform(parseObject(on))] },
    charts: caseCharts,
    images: { resolveDigest: async () => `sha256:${'1'.repeat(64)}` },
  });
  return status;
}

describe('docs/requests.md', () => {
  it.each(blocksOf('requests.md'))('has an example in line $line that is delivered', async ({ content }) => {
    expect(await statusOf(completed(content as Example), platform)).toMatchObject({ failure: null });
  });
});

const services = blocksOf('services.md').flatMap((block) => {
  const request = serviceRequest(block.content);
  return request === undefined ? [] : [{ ...block, request }];
});

describe('docs/services.md', () => {
  it.each(services)('has services in line $line that are delivered', async ({ request }) => {
    expect(await statusOf(request, platformWithoutTenants)).toMatchObject({ failure: null });
  });
});

const platforms = ['charts.md', 'operate.md', 'services.md', 'tenancy.md']
  .flatMap(blocksOf)
  .flatMap((block) => {
    const claim = platformWith(block.content);
    return claim === undefined ? [] : [{ ...block, claim }];
  });

describe('the pages of the platform team', () => {
  it('have examples of a BootstrapClaim', () => {
    expect(platforms.length).toBeGreaterThan(7);
  });

  it.each(platforms)('have fields in $page, line $line, that are accepted', async ({ claim }) => {
    expect(await statusOf(claim, platformWithoutTenants)).toMatchObject({ failure: null });
  });
});
