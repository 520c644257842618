import { describe, expect, it } from 'vitest';
import { configure } from '../../pipelines/configure/configure.ts';
import { RequestError, UnavailableError } from '../../shared/errors.ts';
import { failedOutcome } from '../../shared/kratix/outcome.ts';
import type { KubernetesObject } from '../../shared/kubernetes-object.ts';
import { ownCharts } from '../support/cases.ts';
import {
  applicationWith,
  bootstrapWith,
  configured,
  databaseWith,
  requestOf,
} from '../support/configured.ts';
import { pathsOf, refusalOfAsync } from '../support/refusal.ts';

const canary = 'c4n4ry-7f3a';
const env = (name: string, value: string) => applicationWith({ env: [{ name, value }] });

describe('attack A23: a credential in a request', () => {
  it.each<[string, KubernetesObject, string]>([
    ['an environment variable', env('DB_PASSWORD', canary), 'spec.applications[0].env[0].value'],
    [
      'a URL in an environment variable',
      env('AMQP_URL', `amqp://guest:${canary}@rabbitmq:5672`),
      'spec.applications[0].env[0].value',
    ],
    [
      'a key in free values',
      applicationWith({ values: { auth: { apiKey: canary } } }),
      'spec.applications[0].values.auth.apiKey',
    ],
    [
      'an environment variable in free values',
      applicationWith({ values: { env: [{ name: 'TOKEN', value: canary }] } }),
      'spec.applications[0].values.env[0].value',
    ],
    [
      'a PEM block',
      env('CERT', `-----BEGIN PRIVATE KEY-----\n${canary}`),
      'spec.applications[0].env[0].value',
    ],
    [
      'values of a service',
      databaseWith({ values: { superuser: { password: canary } } }),
      'spec.services[0].values.superuser.password',
    ],
    [
      'values of the platform',
      bootstrapWith({ values: { postgresql: { admin: { token: canary } } } }),
      'spec.values.postgresql.admin.token',
    ],
    [
      'an annotation',
      applicationWith({ ingress: { host: 'a.example.com', annotations: { 'auth-token': canary } } }),
      'spec.applications[0].ingress.annotations.auth-token',
    ],
  ])('A23 refuses %s with its path and without its value', async (_, object, path) => {
    const refusal = await refusalOfAsync(() => configured(object));
    expect(refusal.reason).toBe('CredentialInRequest');
    // Later stages add what they find, such as an unknown key of the chart.
    expect(pathsOf(refusal)[0]).toBe(path);
    expect(JSON.stringify(refusal)).not.toContain(canary);
  });

  it('A23 accepts a literal that allowLiterals names, and values that are not credentials', async () => {
    const fields = {
      env: [
        { name: 'FEATURE_TOKEN', value: 'none' },
        { name: 'PASSWORD_MIN_LENGTH', value: '8' },
        { name: 'SECRET', value: '' },
      ],
    };
    const object = applicationWith(fields, { allowLiterals: ['applications.web.env.FEATURE_TOKEN'] });
    expect((await configured(object)).files.size).toBe(3);
  });

  it('A23 accepts a literal that a BootstrapClaim allows by chart and path', async () => {
    const values = { microservice: { podAnnotations: { 'example.com/token': 'none' } } };
    const object = bootstrapWith({
      values,
      allowLiterals: ['values.microservice.podAnnotations.example.com/token'],
    });
    expect((await configured(object)).outcome).toBe('delivered');
  });

  it('A23 accepts references to Secrets', async () => {
    const variable = {
      name: 'DB_PASSWORD',
      valueFrom: { secretKeyRef: { name: 'db-app', key: 'password' } },
    };
    expect((await configured(applicationWith({ env: [variable] }))).files.size).toBe(3);
  });
});

/** Requests with a credential in each string field. */
const misplaced: readonly [string, KubernetesObject][] = [
  ['the host', bootstrapWith({ giteaURL: `http://user:${canary}@git.example.com` })],
  [
    'the registry',
    bootstrapWith({
      chartsRepository: { url: `oci://user:${canary}@registry.example.com`, version: '1.0.0' },
    }),
  ],
  ['the image registry', bootstrapWith({ imageRegistry: `https://user:${canary}@registry.example.com` })],
  [
    'the API server',
    bootstrapWith({ destination: { server: `https://user:${canary}@cluster.example.com` } }),
  ],
  ['the host in a request', applicationWith({}, { giteaURL: `http://user:${canary}@git.example.com` })],
  [
    'an image',
    applicationWith({ image: { repository: `user:${canary}@registry.example.com/x`, tag: 'v1' } }),
  ],
  ['a backup', databaseWith({ backup: { destination: `s3://key:${canary}@bucket` } })],
  ['a service type', databaseWith({ type: `token=${canary}` })],
  ['an operator', bootstrapWith({ operators: [`password: ${canary}`] })],
  ['a kind', requestOf(`Bearer ${canary}${canary}`, {})],
  [
    'a version',
    requestOf('ApplicationClaim', {}, { apiVersion: `https://user:${canary}@platform.infraforge.io/v1` }),
  ],
  ['an unknown field', requestOf('ApplicationClaim', { environment: 'dev', [`password=${canary}`]: 1 })],
  ['an environment', applicationWith({}, { environment: `https://user:${canary}@x` })],
];

describe('attack A24: a credential in the report of a failure', () => {
  const written = async (step: () => Promise<unknown>): Promise<string> => {
    try {
      await step();
    } catch (error) {
      const { status, control } = failedOutcome(error);
      return JSON.stringify({ status, control });
    }
    throw new Error('The step was expected to fail');
  };

  it.each(misplaced)(
    'A24 keeps a credential in %s out of the status and the workflow control',
    async (_, object) => {
      expect(await written(() => configured(object))).not.toContain(canary);
    },
  );

  const leaks = [
    `GET https://user:${canary}@registry.example.com/v2/: 401`,
    `authorization: Basic ${canary}${canary}`,
    `{"token":"${canary}"}`,
    `password=${canary}&user=x`,
  ];
  it.each(leaks)(
    'A24 keeps a credential in an answer of a registry or the API server out of them: %s',
    async (leak) => {
      const cause = new Error(leak);
      const failures = [
        new RequestError('RegistryRefused', [{ path: '', message: leak }], { cause }),
        new RequestError('InvalidChart', [{ path: leak, message: 'x' }], { cause }),
        new UnavailableError('RegistryUnavailable', leak, { cause }),
      ];
      for (const failure of failures) {
        const charts = { resolveChart: () => Promise.reject(failure) };
        expect(await written(() => configured(applicationWith(), { charts }))).not.toContain(canary);
      }
      const requests = {
        listRequests: () => Promise.reject(new UnavailableError('ApiServerUnavailable', leak)),
      };
      expect(
        await written(() => configure(applicationWith(), { requests, charts: ownCharts })),
      ).not.toContain(canary);
    },
  );

  it('A24 hides an invalid value that may be a secret, by its key or by its form', async () => {
    const object = applicationWith({
      values: {
        secrets: canary,
        envFrom: [{ secretRef: canary }],
        image: { pullPolicy: `${canary}${canary}` },
        noSuchKey: canary,
      },
    });
    const refusal = await refusalOfAsync(() => configured(object));
    expect(refusal.reason).toBe('InvalidValues');
    expect(JSON.stringify(refusal)).not.toContain(canary);
  });

  it('A24 makes terminal escapes visible', async () => {
    const text = await written(() => configured(requestOf('\u001b[31mApplicationClaim', {})));
    expect(text).not.toContain('\u001b');
    expect(text).toContain('u001b');
  });
});
