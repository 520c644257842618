// The measured requests as the API server stores them, with the fields that it adds.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';

const apiVersion = 'platform.infraforge.io/v1';

/** Returns the path of the documented example BootstrapClaim. */
export function platformFile(root) {
  return join(root, 'promises/bootstrap-claim/cases/example/input.yaml');
}

/** Returns the example BootstrapClaim as it is stored once applied. */
export function bootstrapClaim(root) {
  return live(parse(readFileSync(platformFile(root), 'utf8')));
}

/** Returns an ApplicationClaim with `count` applications. */
export function applicationClaim(name, count) {
  const applications = Array.from({ length: count }, (_, index) => application(`${name}-${index}`));
  return live({
    apiVersion,
    kind: 'ApplicationClaim',
    metadata: { name },
    spec: { environment: 'dev', clusterType: 'nonprod', applications },
  });
}

/** Returns a delivered ApplicationClaim of one application: about 6 KB, with long managedFields. */
export function deliveredClaim(name) {
  const claim = applicationClaim(name, 1);
  const release = {
    name: `${name}-0`,
    chart: 'microservice',
    version: '1.0.0',
    digest: `sha256:${'0'.repeat(64)}`,
    values: `environments/nonprod/dev/applications/${name}-0/values.yaml`,
    namespace: 'dev',
  };
  const message = '1 application delivered to dev';
  const metadata = {
    ...claim.metadata,
    managedFields: [managedFields('kubectl', 80), managedFields('kratix', 20)],
  };
  return {
    ...claim,
    metadata,
    status: { message, environment: 'dev', clusterType: 'nonprod', releases: [release] },
  };
}

function application(name) {
  return {
    name,
    image: { repository: `ghcr.io/acme/${name}`, tag: 'v1.2.3' },
    replicas: 3,
    resources: { requests: { cpu: '100m', memory: '128Mi' }, limits: { cpu: '500m', memory: '512Mi' } },
    env: [
      { name: 'LOG_LEVEL', value: 'info' },
      { name: 'DATABASE_PASSWORD', valueFrom: { secretKeyRef: { name: `${name}-db`, key: 'password' } } },
    ],
  };
}

function live(object) {
  const { name, namespace = 'default' } = object.metadata;
  const metadata = {
    creationTimestamp: '2026-01-01T00:00:00Z',
    generation: 1,
    managedFields: [managedFields('kubectl', 8), managedFields('kratix', 8)],
    name,
    namespace,
    resourceVersion: '7',
    uid: `uid-of-${namespace}-${name}`,
  };
  return { ...object, metadata };
}

/** Returns an entry of managedFields with about 60 bytes for each field, as server-side apply records them. */
function managedFields(manager, count) {
  const fields = Array.from({ length: count }, (_, index) => [
    `f:field${index}`,
    { '.': {}, 'f:limits': { 'f:memory': {} } },
  ]);
  return {
    apiVersion,
    fieldsType: 'FieldsV1',
    fieldsV1: Object.fromEntries(fields),
    manager,
    operation: 'Apply',
  };
}
