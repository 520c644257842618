import { describe, expect, it } from 'vitest';
import type { Values } from '../../shared/helm/chart.ts';
import { assignedValues } from '../../shared/release/assignments.ts';
import type { Placement } from '../../shared/release/placement.ts';
import type { Release } from '../../shared/release/release.ts';
import { placementOn, platformWith } from '../../test/support/platform.ts';
import { application } from './application.ts';
import { applicationReleases } from './application-release.ts';

const image = { repository: 'registry.example.com/web', tag: 'v1' };
const release = (fields: object = {}, placement: Placement = placementOn()) =>
  applicationReleases([application().parse({ name: 'web', image, ...fields })], {
    placement,
    owner: undefined,
  })[0]!;
const fieldsOf = (fields: object, below: Values = {}, placement?: Placement): Values =>
  assignedValues(release(fields, placement).fields(below));
const refusedPaths = ({ refusal }: Release): unknown => refusal?.problems.map(({ path }) => path);
const withoutImage = (fields: object, placement: Placement) =>
  release({ image: undefined, ...fields }, placement);

describe('applicationReleases()', () => {
  it('sets no values for unset fields', () => {
    expect(fieldsOf({})).toEqual({ image, podLabels: { 'backstage.io/kubernetes-id': 'web' } });
  });

  it('sets values for zero, false and empty strings', () => {
    const fields = {
      replicas: 0,
      healthCheck: { enabled: false },
      env: [{ name: 'A', value: '' }],
      ingress: { enabled: false },
    };
    expect(fieldsOf(fields)).toMatchObject({
      replicas: 0,
      autoscaling: { enabled: false },
      healthCheck: { enabled: false },
      env: [{ name: 'A', value: '' }],
      ingress: { enabled: false },
    });
  });

  it('disables autoscaling of a layer below only if replicas is set', () => {
    expect(fieldsOf({ replicas: 2 })['autoscaling']).toEqual({ enabled: false });
    expect(fieldsOf({ autoscaling: { maxReplicas: 5 } })['autoscaling']).toEqual({
      enabled: true,
      maxReplicas: 5,
    });
    expect(fieldsOf({})).not.toHaveProperty('autoscaling');
  });

  it('sets the Service port of every port', () => {
    const ports = [
      { name: 'http', port: 8080, servicePort: 80 },
      { name: 'metrics', port: 9090, protocol: 'UDP' },
    ];
    expect(fieldsOf({ ports })['ports']).toEqual([
      { name: 'http', port: 8080, protocol: 'TCP', servicePort: 80 },
      { name: 'metrics', port: 9090, protocol: 'UDP', servicePort: 9090 },
    ]);
  });

  it('sets path and timing of both probes, and prefers their own paths', () => {
    const healthCheck = { path: '/health', readinessPath: '/ready', port: 9000, periodSeconds: 5 };
    expect(fieldsOf({ healthCheck })['healthCheck']).toEqual({
      port: 9000,
      http: true,
      livenessPath: '/health',
      readinessPath: '/ready',
      liveness: { periodSeconds: 5 },
      readiness: { periodSeconds: 5 },
    });
  });

  it('adjusts the other half of a pair of resources', () => {
    const below = { resources: { requests: { cpu: '100m' }, limits: { cpu: '200m' } } };
    expect(fieldsOf({ resources: { requests: { cpu: '500m' } } }, below)['resources']).toEqual({
      requests: { cpu: '500m' },
      limits: { cpu: '500m' },
    });
  });

  it("derives the image from the platform's registry, the service name and the version", () => {
    const placement = placementOn(platformWith({ imageRegistry: 'registry.example.com/acme' }));
    const images = [{ version: '20251221-221634' }, { version: '1.10', serviceName: 'shop' }].map(
      (fields) => assignedValues(withoutImage(fields, placement).fields({}))['image'],
    );
    expect(images).toEqual([
      { repository: 'registry.example.com/acme/web', tag: '20251221-221634' },
      { repository: 'registry.example.com/acme/shop', tag: '1.10' },
    ]);
  });

  it('requires a registry and a version without an image', () => {
    const registry = placementOn(platformWith({ imageRegistry: 'registry.example.com' }));
    expect(withoutImage({}, registry).refusal?.problems[0]?.message).toContain(
      'registry.example.com/web:1.0',
    );
    expect(refusedPaths(withoutImage({ version: 'v1' }, placementOn()))).toEqual([
      'spec.applications[0].image',
    ]);
  });

  it('does not require an image for a third-party chart', () => {
    expect(
      assignedValues(withoutImage({ chart: { name: 'foreign' } }, placementOn()).fields({})),
    ).not.toHaveProperty('image');
  });

  it('reports each field that only the chart of applications has', () => {
    const fields = {
      chart: { name: 'foreign' },
      replicas: 2,
      version: 'v1',
      env: [{ name: 'A', value: '' }],
    };
    const { refusal, unsupportedFields } = release({ ...fields, ingress: {}, values: { a: 1 } });
    expect(refusal).toBeUndefined();
    expect(unsupportedFields?.({})).toEqual(
      ['image', 'version', 'replicas', 'env', 'ingress'].map((path) => ({
        path,
        message: 'Not a field of chart "foreign"; its values go under values',
      })),
    );
    expect(release(fields, placementOn()).unsupportedFields).toBeDefined();
    expect(release().unsupportedFields).toBeUndefined();
  });

  it('gives no field a default that would be refused with a third-party chart', () => {
    const foreign = withoutImage({ chart: { name: 'foreign' }, values: { a: 1 } }, placementOn());
    expect(foreign.unsupportedFields?.({})).toEqual([]);
  });

  it('derives host and class of an ingress from the platform', () => {
    const placement = placementOn(
      platformWith({ ingress: { domain: 'dev.example.com', className: 'nginx' } }),
    );
    const exposed = release({ ingress: {} }, placement);
    expect(assignedValues(exposed.fields({}))['ingress']).toEqual({
      enabled: true,
      host: 'web-dev.dev.example.com',
    });
    expect(exposed.platformValues).toEqual({ ingress: { className: 'nginx' } });
    expect(
      fieldsOf({ ingress: { host: 'a.example.com', className: 'own' } }, {}, placement)['ingress'],
    ).toEqual({
      enabled: true,
      host: 'a.example.com',
      className: 'own',
    });
  });

  it('sets no ingress values without an ingress', () => {
    const placement = placementOn(
      platformWith({ ingress: { domain: 'dev.example.com', className: 'nginx' } }),
    );
    expect(release({}, placement).platformValues).toEqual({});
    expect(fieldsOf({}, {}, placement)).not.toHaveProperty('ingress');
    expect(fieldsOf({ ingress: { enabled: false } }, {}, placement)['ingress']).toEqual({ enabled: false });
  });

  it('requires a host if the platform has no domain or the default host would be too long', () => {
    expect(refusedPaths(release({ ingress: {} }))).toEqual(['spec.applications[0].ingress.host']);
    const placement = placementOn(platformWith({ ingress: { domain: 'example.com' } }), {
      environment: 'e'.repeat(20),
    });
    expect(refusedPaths(release({ name: 'x'.repeat(53), ingress: {} }, placement))).toEqual([
      'spec.applications[0].ingress.host',
    ]);
  });

  it('labels its pods with a valid label value for the version', () => {
    expect(fieldsOf({ version: 'v1.0.0_' })['podLabels']).toEqual({
      'backstage.io/kubernetes-id': 'web',
      'infraforge.io/version': 'v1.0.0',
    });
  });

  it.each<[string, Values, object]>([
    [
      'the port named http',
      {
        ports: [
          { name: 'a', port: 1 },
          { name: 'http', port: 8080, servicePort: 80 },
        ],
      },
      { port: 80 },
    ],
    [
      'the first port',
      {
        ports: [
          { name: 'a', port: 7, servicePort: 8 },
          { name: 'b', port: 9 },
        ],
      },
      { port: 8 },
    ],
  ])('derives the address of the Service from %s', (_, merged, fact) => {
    expect(release().facts(merged)).toEqual({ host: 'web.dev.svc.cluster.local', ...fact });
  });

  it('derives no address for a third-party chart', () => {
    expect(release({ chart: { name: 'foreign' } }).facts({ ports: [{ name: 'http', port: 80 }] })).toEqual(
      {},
    );
  });
});
