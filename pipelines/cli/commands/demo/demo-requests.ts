import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { applicationClaim } from '../../../../promises/application-claim/promise.ts';
import { bootstrapClaim } from '../../../../promises/bootstrap-claim/promise.ts';
import { UsageError } from '../../../../shared/errors.ts';
import { parseObject } from '../../../../shared/kratix/object.ts';
import type { KubernetesObject } from '../../../../shared/kubernetes-object.ts';
import { parseRequestYaml } from '../../../../shared/yaml.ts';
import { objectsIn } from '../render/request-files.ts';

/** Requests of the demo. */
export interface DemoRequests {
  /** Example of every Promise. Platforms come first, because all other requests need one. */
  readonly examples: readonly KubernetesObject[];
  /** Example that the demo shows, changes and deletes: one application with a number of replicas. */
  readonly application: ApplicationExample;
}

/** ApplicationClaim with one application. */
interface ApplicationExample extends KubernetesObject {
  readonly spec: { readonly applications: readonly [{ readonly name: string; readonly replicas: number }] };
}

/**
 * Reads the examples of all Promises.
 *
 * @throws UsageError if the folder has none
 */
export function readDemoRequests(promises: string): DemoRequests {
  const files = !existsSync(promises) ? [] : readdirSync(promises, { recursive: true, encoding: 'utf8' });
  const inputs = files.filter((file) => /^[^/\\]+[/\\]cases[/\\]example[/\\]input\.yaml$/.test(file)).sort();
  const objects = inputs.flatMap((file) =>
    objectsIn({ name: file, text: readFileSync(join(promises, file), 'utf8') }).map(parseObject),
  );
  const isPlatform = ({ kind }: KubernetesObject): boolean => kind === bootstrapClaim.kind;
  const examples = [...objects.filter(isPlatform), ...objects.filter((object) => !isPlatform(object))];
  const application = examples.find(({ kind }) => kind === applicationClaim.kind);
  if (application === undefined)
    throw new UsageError(
      `"${promises}" has no example of an ApplicationClaim; name a folder of Promises with --promises`,
    );
  return { examples, application: application as ApplicationExample };
}

/** Returns the request with one more replica of its application. */
export function withOneMoreReplica(request: ApplicationExample): ApplicationExample {
  const [application] = request.spec.applications;
  const changed = { ...application, replicas: application.replicas + 1 };
  return { ...request, spec: { ...request.spec, applications: [changed] } };
}

/** Request with four mistakes. */
export const invalidRequest = `apiVersion: platform.infraforge.io/v1
kind: ApplicationClaim
metadata:
  name: checkout
spec:
  environment: dev
  applications:
    - name: checkout
      image: { repository: ghcr.io/acme/checkout }
      replica: 3
      env:
        - { name: DB_PASSWORD, value: correct-horse }
  components:
    - { name: checkout-db, type: postgres }
`;

/** Returns a request of the demo as an object. */
export function readRequest(text: string): KubernetesObject {
  return parseObject(parseRequestYaml(text));
}

/** Returns a platform with two tenants, for the demo's state store. */
export function readTenantsPlatform(example: KubernetesObject): KubernetesObject {
  const { gitOps, ...spec } = example.spec as { readonly gitOps: object };
  return {
    ...example,
    metadata: { ...example.metadata, name: 'two-teams' },
    spec: {
      ...spec,
      gitOps: { ...gitOps, clusterType: 'shared', environments: ['shared-dev'] },
      tenants: [
        { name: 'payments', requestNamespaces: ['team-payments'] },
        { name: 'web', requestNamespaces: ['team-web'] },
      ],
    },
  };
}

/** Request of tenant web for a namespace of tenant payments. */
export const crossTenantRequest = `apiVersion: platform.infraforge.io/v1
kind: ApplicationClaim
metadata:
  name: shop
  namespace: team-web
spec:
  environment: shared-dev
  namespace: team-payments-shared-dev
  applications:
    - name: shop
      image: { repository: ghcr.io/acme/shop, tag: v1.0.0 }
`;
