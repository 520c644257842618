import * as z from 'zod';
import { isRecord } from '../../shared/is-record.ts';
import { claimedUrls, definePromise } from '../../shared/promise/define-promise.ts';
import { furtherSettings } from '../../shared/promise/further-settings.ts';
import { tenantSpec } from '../../shared/promise/request-spec.ts';
import { boundedText, objectName } from '../../shared/promise/vocabulary.ts';
import type { ItemName } from '../../shared/release/existing-request.ts';
import { itemName } from '../../shared/release/names.ts';
import { volumeContents } from '../application-claim/storage/stateful.ts';
import { type BundleSpec, bundleName, bundleReleases } from './bundle-releases.ts';
import { bundleRules, tenantLimit } from './bundle-rules.ts';
import { blockSchema, bundleBlocks, bundleLists, listSchema } from './bundle-services.ts';
import { businessList } from './business.ts';

const nameOf = (object: string, part: string): string => `${object}.spec.tenant + '-' + ${part}`;

/** Services and applications of a tenant in one environment. */
export const infraforge = definePromise<BundleSpec>({
  name: 'infraforge',
  kind: 'InfraForge',
  plural: 'infraforges',
  shortNames: ['infra'],
  summary: 'Services and applications of a tenant in an environment',
  description: `Each enabled block, and each enabled entry of a list, becomes a release in the namespace \`<tenant>-<environment>\`: a
service is called \`<tenant>-<type>\`, an application \`<tenant>-<name>\`. Applications get the addresses and credentials of the
services as variables such as \`DATABASE_URL\`, unless \`bindServices\` is false.`,
  columns: [
    { name: 'Tenant', type: 'string', jsonPath: '.spec.tenant' },
    { name: 'Environment', type: 'string', jsonPath: '.spec.environment' },
  ],
  spec: () => {
    const blocks = Object.fromEntries(bundleBlocks.map((block) => [block.field, blockSchema(block)]));
    return tenantSpec(
      {
        tenant: boundedText(tenantLimit, { min: 1 })
          .regex(itemName, 'Invalid tenant; use lower-case letters, digits and dashes; begin with a letter')
          .describe('Tenant of the bundle: first part of its names and of its namespace. Cannot be changed'),
        ...furtherSettings('request', {
          storageClass: objectName()
            .optional()
            .describe("Default storage class of the services. Defaults to the platform's value"),
        }),
        ...(blocks as object),
        ...furtherSettings('application', {
          autoscaling: autoscaling().optional(),
          bindServices: z
            .boolean()
            .default(true)
            .describe('Set to false for applications without variables of the services'),
        }),
        business: businessList().describe(
          'Applications: backoffice, frontend, nginx and webapp. A disabled entry may name anything',
        ),
        ...furtherSettings('legacy', {
          operators: listSchema().describe(
            'Services in the older form; a block and an entry exclude each other',
          ),
          platform: listSchema().describe('Further services in the older form'),
        }),
      },
      bundleRules() as never,
    ) as unknown as z.ZodType<BundleSpec>;
  },
  items: ['business', ...bundleLists],
  protectedItems: [
    ...bundleBlocks.map(({ field }) => ({
      object: field,
      name: (object: string, item: string) => nameOf(object, `${item}.type`),
    })),
    ...['business', ...bundleLists].map((list) => ({
      list,
      name: (object: string, item: string) => nameOf(object, `${item}.name`),
    })),
  ],
  bindsServices: true,
  contents: () => [volumeContents],
  placement: ({ tenant, ...spec }) => ({ ...spec, namespace: `${tenant}-${spec.environment}` }),
  locate: (path) =>
    path
      .replace(/^spec\.namespace$/, 'spec.tenant')
      .replace(/^(spec\.\w+(\[\d+\])?)\.storage\.(size|storageClass)$/, (all, at, _, field) =>
        at.startsWith('spec.business') ? all : `${at}.${field}`,
      )
      .replace(/^(spec\.(operators|platform)\[\d+\])\.type$/, '$1.name'),
  names: ({ spec }) => claimedNames(isRecord(spec) ? spec : {}),
  releases: ({ spec }, placement) => bundleReleases(spec, placement),
});

function autoscaling() {
  const percent = z.int().min(1).max(1000).optional();
  return z
    .strictObject({
      enabled: z
        .boolean()
        .default(true)
        .describe('Set to false for a fixed number of pods, in production too'),
      minReplicas: z.int().min(1).max(100).optional().describe('Minimum number of pods'),
      maxReplicas: z.int().min(1).max(100).optional().describe('Maximum number of pods'),
      targetCPU: percent.describe('Target CPU utilization, in percent of the requested CPU'),
    })
    .describe('Autoscaling of the applications that set neither autoscaling nor replicas');
}

/** Returns the names that a raw spec claims. */
function claimedNames(spec: Readonly<Record<string, unknown>>): ItemName[] {
  const { tenant, environment } = spec;
  if (typeof tenant !== 'string' || typeof environment !== 'string') return [];
  const namespace = `${tenant}-${environment}`;
  const enabledIn = (list: string): Readonly<Record<string, unknown>>[] =>
    (Array.isArray(spec[list]) ? spec[list] : []).filter(
      (item) => isRecord(item) && typeof item['name'] === 'string' && item['enabled'] !== false,
    );
  const inBlocks = bundleBlocks.flatMap(({ field, types: [first] }) => {
    const block = spec[field];
    if (!isRecord(block) || block['enabled'] === false) return [];
    return typeof block['type'] === 'string' ? [block['type']] : [first];
  });
  const types = [...inBlocks, ...bundleLists.flatMap(enabledIn).map(({ name }) => name as string)];
  return [
    ...types.map((type) => ({ name: bundleName(tenant, type), namespace, type })),
    ...enabledIn('business').map((item) => ({
      name: bundleName(tenant, item['name'] as string),
      namespace,
      ...claimedUrls(item),
    })),
  ];
}
