import type { Edges } from '../../pipelines/configure/configure.ts';
import { configure } from '../../pipelines/configure/configure.ts';
import { existingObjects } from '../../pipelines/configure/existing-objects.ts';
import { filePlatform } from '../../pipelines/configure/file-platform.ts';
import { toExistingRequest } from '../../pipelines/configure/to-existing-request.ts';
import type { Delivered } from '../../shared/kratix/outcome.ts';
import type { KubernetesObject } from '../../shared/kubernetes-object.ts';
import type { ExistingRequest } from '../../shared/release/existing-request.ts';
import { defaultPlatformNamespace } from '../../shared/release/platform-namespace.ts';
import { ownCharts } from './cases.ts';

/** Returns a request of a kind. */
export function requestOf(
  kind: string,
  spec: unknown,
  overrides: Partial<KubernetesObject> = {},
): KubernetesObject {
  return {
    apiVersion: 'platform.infraforge.io/v1',
    kind,
    metadata: { name: 'shop', namespace: 'team-a' },
    spec,
    ...overrides,
  };
}

/** Returns a BootstrapClaim with the environments dev and qa. */
export function bootstrapWith(
  { gitOps, ...spec }: { gitOps?: object; [field: string]: unknown } = {},
  overrides: Partial<KubernetesObject> = {},
): KubernetesObject {
  return requestOf(
    'BootstrapClaim',
    {
      giteaURL: 'http://git.example.com:3000',
      organization: 'acme',
      chartsRepository: { url: 'oci://registry.example.com/charts' },
      gitOps: { clusterType: 'nonprod', environments: ['dev', 'qa'], ...gitOps },
      ...spec,
    },
    { metadata: { name: 'platform', namespace: defaultPlatformNamespace }, ...overrides },
  );
}

/** Returns an ApplicationClaim in dev with one application, web, that has these fields. */
export function applicationWith(fields: object = {}, spec: object = {}): KubernetesObject {
  const image = { repository: 'registry.example.com/web', tag: 'v1' };
  return requestOf('ApplicationClaim', {
    environment: 'dev',
    applications: [{ name: 'web', image, ...fields }],
    ...spec,
  });
}

/** Returns a PlatformApplicationClaim in dev with one PostgreSQL, db, that has these fields. */
export function databaseWith(
  fields: object = {},
  overrides: Partial<KubernetesObject> = {},
): KubernetesObject {
  const services = [{ name: 'db', type: 'postgresql', ...fields }];
  return requestOf('PlatformApplicationClaim', { environment: 'dev', services }, overrides);
}

/** Returns the requests that exist before a request: delivered platforms and other requests, the oldest first. */
export function requestsOf(
  platforms: readonly KubernetesObject[],
  others: readonly KubernetesObject[],
): Edges['requests'] {
  const requests: ExistingRequest[] = [
    ...platforms.map((claim) => filePlatform(claim)),
    ...existingObjects(others).map((each) => toExistingRequest(each)),
  ];
  return { listRequests: async () => requests };
}

/** Runs a request on a platform with the charts of this project. */
export async function configured(
  object: KubernetesObject,
  {
    platform = bootstrapWith(),
    others = [],
    ...edges
  }: Partial<Edges> & {
    platform?: KubernetesObject;
    others?: readonly KubernetesObject[];
  } = {},
): Promise<Delivered> {
  const isPlatform = object.kind === 'BootstrapClaim';
  const existing = existingObjects([...others, object]);
  return configure(existing.at(-1) ?? object, {
    requests: requestsOf(isPlatform ? [] : [platform], existing),
    charts: ownCharts,
    ...edges,
  });
}
