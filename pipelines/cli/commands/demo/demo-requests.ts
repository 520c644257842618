import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { applicationClaim } from '../../../../promises/application-claim/promise.ts';
import { bootstrapClaim } from '../../../../promises/bootstrap-claim/promise.ts';
import { UsageError } from '../../../../shared/errors.ts';
import { parseObject } from '../../../../shared/kratix/object.ts';
import type { KubernetesObject } from '../../../../shared/kubernetes-object.ts';
import { parseRequestYaml } from '../../../../shared/yaml.ts';
import { objectsIn } from '../render/request-files.ts';

/** The requests of the demo. */
export interface DemoRequests {
  /** The example of every Promise, platforms first: nothing can be delivered before there is one. */
  readonly examples: readonly KubernetesObject[];
  /** The example that is looked at, changed and deleted: it asks for one application with a number of replicas. */
  readonly application: ApplicationExample;
}

/** What the demo relies on in the example of the ApplicationClaim. */
interface ApplicationExample extends KubernetesObject {
  readonly spec: { readonly applications: readonly [{ readonly name: string; readonly replicas: number }] };
}

/**
 * Reads the examples of all Promises.
 *
 * @throws UsageError where there are none, as outside a checkout
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
    throw new UsageError(`There is no example of an ApplicationClaim in "${promises}"`);
  return { examples, application: application as ApplicationExample };
}

/** The same request with one more replica of its application. */
export function withOneMoreReplica(request: ApplicationExample): ApplicationExample {
  const [application] = request.spec.applications;
  const changed = { ...application, replicas: application.replicas + 1 };
  return { ...request, spec: { ...request.spec, applications: [changed] } };
}

/** A request as people write one in a hurry: four slips, each of which must be told at once. */
export const hastyRequest = `apiVersion: platform.infraforge.io/v1
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

/** {@link hastyRequest} as an object. */
export function readHastyRequest(): KubernetesObject {
  return parseObject(parseRequestYaml(hastyRequest));
}
