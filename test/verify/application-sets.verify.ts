import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { protectionAnnotation } from '../../shared/argocd/application.ts';
import type { KubernetesObject } from '../../shared/kubernetes-object.ts';
import { parseChartYaml, parseRequestFile } from '../../shared/yaml.ts';
import { admit, type Change, type User } from './support/admission.ts';
import { root } from './support/tools.ts';

const name = 'application-sets.bootstrapclaims.platform.infraforge.io';
const file = join(root, 'promises/bootstrap-claim/generated/admission-policy.yaml');
const objects = parseRequestFile(readFileSync(file, 'utf8')) as KubernetesObject[];
const [policy, binding] = objects.filter(({ metadata }) => metadata.name === name);
const definition = parseChartYaml(
  readFileSync(join(root, '.cache/crds/argo-cd/application-crd.yaml'), 'utf8'),
  'application-crd.yaml',
);
const inForce = [
  { id: 'crd', definition },
  { id: 'policy', policy, binding },
];

const ownerReferences = [{ apiVersion: 'argoproj.io/v1alpha1', kind: 'ApplicationSet', name: 'x', uid: 'u' }];
const labels = { 'app.kubernetes.io/managed-by': 'infraforge' };
const deletion = (id: string, metadata: object, user?: User): Change => ({
  id,
  operation: 'DELETE',
  old: {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Application',
    metadata: { name: 'db-dev', namespace: 'argocd', labels, ownerReferences, ...metadata },
    spec: {},
  } as KubernetesObject,
  ...(user && { user }),
});
const collector = { name: 'system:serviceaccount:kube-system:generic-garbage-collector' };
const errorsOf = (change: Change): string =>
  admit([...inForce, change])
    .at(-1)!
    .errors.join();

describe('the policy application-sets of BootstrapClaim', () => {
  it('is decoded strictly and type-checked without a warning', () => {
    expect(admit(inForce).flatMap(({ errors }) => errors)).toEqual([]);
  });

  it.each<[string, Change, string]>([
    [
      'a protected Application',
      deletion('protected', { annotations: protectionAnnotation }),
      'Protected services would lose their data: db-dev; set deletionProtection: false on them first',
    ],
    [
      'the garbage collector',
      deletion('collected', {}, collector),
      'Applications are not deleted with their ApplicationSet: db-dev; delete the request that owns it',
    ],
  ])('refuses to delete: %s', (_, change, message) => {
    expect(errorsOf(change)).toContain(`denied request: ${message}`);
  });

  it.each<[string, Change]>([
    ['an Application without protection', deletion('plain', { annotations: { other: 'x' } })],
    ['one of a root', deletion('root', { ownerReferences: [], annotations: protectionAnnotation })],
    ['one of another tool', deletion('foreign', { labels: {}, annotations: protectionAnnotation })],
    [
      'one of another namespace',
      deletion('elsewhere', { namespace: 'tools', annotations: protectionAnnotation }),
    ],
    [
      'one that is being deleted',
      deletion('again', { deletionTimestamp: '2026-01-01T00:00:00Z' }, collector),
    ],
  ])('accepts the deletion of %s', (_, change) => {
    expect(errorsOf(change)).toBe('');
  });
});
