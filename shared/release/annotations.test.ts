import { describe, expect, it } from 'vitest';
import type { Values } from '../helm/chart.ts';
import { annotationProblems, harmlessAnnotations } from './annotations.ts';

const problemsOf = (annotations: Values, allowed: readonly string[] = []): unknown[] =>
  annotationProblems({ ingress: { annotations } }, allowed);

describe('annotationProblems()', () => {
  it('accepts harmless annotations', () => {
    for (const key of harmlessAnnotations.filter((key) => !key.endsWith('/auth-secret'))) {
      expect(problemsOf({ [key.replaceAll('*', 'x')]: '/$2, https://a.example.com' })).toEqual([]);
    }
  });

  it.each([
    ['site-users', []],
    ['other-team/site-users', ['Invalid name of a Secret']],
    ['', ['Invalid name of a Secret']],
  ])('lets an Ingress name the Secret %j only in its own namespace', (secret, messages) => {
    const found = problemsOf({ 'nginx.ingress.kubernetes.io/auth-secret': secret });
    expect(found).toEqual(
      messages.map((text) => ({ path: expect.any(String), message: expect.stringContaining(text) })),
    );
  });

  it.each([
    'sidecar.istio.io/userVolume',
    'linkerd.io/inject',
    'dapr.io/enabled',
    'vault.hashicorp.com/agent-inject',
    'iam.amazonaws.com/role',
    'eks.amazonaws.com/role-arn',
    'container.apparmor.security.beta.kubernetes.io/app',
    'io.kubernetes.cri-o.userns-mode',
    'k8s.v1.cni.cncf.io/networks',
    'ad.datadoghq.com/app.checks',
    'cnpg.io/nodeSerial',
    'haproxy-ingress.github.io/config-backend',
    'nginx.ingress.kubernetes.io/auth-url',
    'nginx.ingress.kubernetes.io/server-alias',
    'nginx.ingress.kubernetes.io/configuration-snippet',
    'external-dns.alpha.kubernetes.io/hostname',
    'alb.ingress.kubernetes.io/group.name',
    'kubernetes.io/ingress.class',
    'traefik.ingress.kubernetes.io/router.middlewares',
    'xprometheus.io/scrape',
  ])('refuses %s unless the platform allows it', (key) => {
    expect(problemsOf({ [key]: 'x' })).toEqual([
      { path: `ingress.annotations["${key}"]`, message: expect.stringContaining('spec.allowedAnnotations') },
    ]);
    expect(problemsOf({ [key]: '{"a": "b"}' }, [key])).toEqual([]);
    expect(problemsOf({ [key]: 'x' }, [`${key.split('/')[0]}*`])).toEqual([]);
  });

  it('accepts an annotation of a ServiceAccount only with a value of the tenant', () => {
    const rules = { 'eks.amazonaws.com/role-arn': 'arn:aws:iam::1:role/shop-*' };
    const role = (name: string) => ({ 'eks.amazonaws.com/role-arn': `arn:aws:iam::1:role/${name}` });
    const found = (values: Values) => annotationProblems(values, [], rules).map(({ message }) => message);
    expect(found({ serviceAccount: { annotations: role('shop-files') } })).toEqual([]);
    expect(found({ serviceAccount: { annotations: role('pay-files') } })).toEqual([
      'The value is not allowed for the tenant; use one such as "arn:aws:iam::1:role/shop-*"',
    ]);
    expect(found({ serviceAccount: { annotations: { 'iam.gke.io/gcp-service-account': 'x' } } })).toEqual([
      expect.stringContaining('spec.tenants[].serviceAccountAnnotations'),
    ]);
    expect(found({ podAnnotations: role('shop-files') })).toEqual([
      expect.stringContaining('spec.allowedAnnotations'),
    ]);
  });

  it.each([
    'bad key!!',
    'a/b/c',
    'a..b/',
    'a..b/c',
    'a.-b/c',
    '.a/b',
    '/a',
    'a'.repeat(254),
    `${'a'.repeat(254)}/b`,
    '',
  ])('refuses the key %.20j, which no API server accepts, even if the platform allows it', (key) => {
    expect(problemsOf({ [key]: 'x' }, ['*'])).toEqual([
      {
        path: expect.stringContaining('ingress.annotations'),
        message: expect.stringContaining('Invalid annotation key'),
      },
    ]);
  });

  it.each(['8m;\nauth_basic off', 'a}', '"', "'", '`id`', '#', 'a\\b', 'a\rb'])(
    'refuses the value %j, which could become configuration',
    (value) => {
      expect(problemsOf({ 'nginx.ingress.kubernetes.io/proxy-body-size': value })).toHaveLength(1);
    },
  );

  it('refuses annotations as a string, which a chart could render', () => {
    expect(annotationProblems({ server: { annotations: 'iam.amazonaws.com/role: x' } }, ['*'])).toEqual([
      { path: 'server.annotations', message: 'Annotations must be an object; use one key for each' },
    ]);
  });

  it('finds annotations at any depth, and bounds their size', () => {
    const values = { pods: [{ podAnnotations: { a: 'x', b: null } }], annotations: '' };
    expect(annotationProblems(values, []).map(({ path }) => path)).toEqual(['pods[0].podAnnotations.a']);
    expect(problemsOf({ a: 'x'.repeat(256 * 1024) }, ['*'])).toEqual([
      { path: 'ingress.annotations', message: 'Annotations exceed 256 KiB' },
    ]);
  });
});
