import * as z from 'zod';
import { withRules } from '../../shared/promise/rule.ts';
import {
  chart,
  freeValues,
  itemName,
  mapOf,
  objectName,
  resources,
  text,
} from '../../shared/promise/vocabulary.ts';

/** One application of a request. */
export type Application = z.output<ReturnType<typeof application>>;

/** Schema of one application: what its deployment, Service and ingress need. */
export function application() {
  const fields = z.strictObject({
    name: itemName().describe('Name of the application: its release, its Service and its folder'),
    enabled: z
      .boolean()
      .default(true)
      .describe('False takes the application out of the output and frees its name'),
    chart: chart('microservice'),
    image: image()
      .optional()
      .describe("Image to run; made from the platform's imageRegistry, serviceName and version where absent"),
    serviceName: itemName(63)
      .optional()
      .describe('Name of the image in the imageRegistry; the name where absent'),
    version: z
      .string()
      .max(128)
      .regex(/^[A-Za-z0-9_][A-Za-z0-9_.-]*$/, 'Not a version that an image tag can be')
      .optional()
      .describe('Version of the application: a label, and the image tag where no image is given'),
    replicas: z.int().min(0).max(100).optional().describe('Number of pods; turns autoscaling off'),
    resources: resources().optional().describe('CPU and memory of each pod'),
    ports: ports()
      .optional()
      .describe('Ports of the container and of the Service; 8080 behind 80 where absent'),
    healthCheck: healthCheck().optional().describe('Probes; what is unset stays as the chart has it'),
    env: env().optional().describe('Environment variables'),
    autoscaling: autoscaling().optional().describe('Number of pods by load'),
    ingress: ingress().optional().describe('Way in from outside the cluster'),
    values: freeValues().optional(),
  });
  return withRules(fields, [
    {
      cel: '!has(self.replicas) || !has(self.autoscaling) || !self.autoscaling.enabled',
      message:
        'replicas and autoscaling exclude each other: leave one out, or set autoscaling.enabled: false',
      check: ({ replicas, autoscaling }) => replicas === undefined || autoscaling?.enabled !== true,
      path: ['replicas'],
    },
  ]);
}

function image() {
  const fields = z.strictObject({
    repository: z
      .string()
      .max(255)
      .regex(
        /^([A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?(:[0-9]{1,5})?\/)?[a-z0-9]+([._-]+[a-z0-9]+)*(\/[a-z0-9]+([._-]+[a-z0-9]+)*)*$/,
        'Not an image repository: expected [host[:port]/]name without tag or digest, which have fields of their own',
      )
      .describe('Registry and name of the image, without tag'),
    tag: z
      .string()
      .max(128)
      .regex(/^[A-Za-z0-9_][A-Za-z0-9_.-]*$/, 'Not an image tag')
      .optional()
      .describe('Tag of the image, a string'),
    digest: z
      .string()
      .max(71)
      .regex(/^sha256:[a-f0-9]{64}$/, 'Not a digest: expected sha256: and 64 hexadecimal digits')
      .optional()
      .describe('Digest of the image; wins over the tag'),
    pullPolicy: z.enum(['Always', 'IfNotPresent', 'Never']).optional().describe('When the image is pulled'),
    pullSecrets: z
      .array(objectName())
      .max(10)
      .optional()
      .describe("Existing Secrets in the release's namespace with credentials for the image's registry"),
  });
  return withRules(fields, [
    {
      cel: 'has(self.tag) || has(self.digest)',
      message:
        'An image needs a tag or a digest: none is invented, because the same request must give the same result',
      check: ({ tag, digest }) => tag !== undefined || digest !== undefined,
    },
  ]);
}

function ports() {
  const port = z.strictObject({
    name: z
      .string()
      .max(15)
      .regex(
        /^[0-9]{0,14}[a-z][a-z0-9]{0,14}(-[a-z0-9]{1,14}){0,7}$/,
        'Not the name of a port: lower-case letters, digits and dashes, at most 15',
      )
      .describe('Name of the port; the one named http, else the first, is what probes and ingress use'),
    port: z.int().min(1).max(65535).describe('Port of the container'),
    protocol: z.enum(['TCP', 'UDP', 'SCTP']).default('TCP').describe('Protocol of the port'),
    servicePort: z.int().min(1).max(65535).optional().describe('Port of the Service; the port where absent'),
  });
  type Port = z.output<typeof port>;
  const isUnique = (list: readonly Port[], key: (port: Port) => string): boolean =>
    new Set(list.map(key)).size === list.length;
  const once = (isSame: string): string => `self.all(a, self.exists_one(b, ${isSame}))`;
  const servicePort = (of: string): string => `(has(${of}.servicePort) ? ${of}.servicePort : ${of}.port)`;
  return withRules(z.array(port).min(1).max(20), [
    {
      cel: once('a.name == b.name'),
      message: 'The name of a port stands twice',
      check: (list) => isUnique(list, ({ name }) => name),
    },
    {
      cel: once('a.port == b.port && a.protocol == b.protocol'),
      message: 'A port of the container stands twice',
      check: (list) => isUnique(list, ({ port: number, protocol }) => `${protocol} ${number}`),
    },
    {
      cel: once(`${servicePort('a')} == ${servicePort('b')} && a.protocol == b.protocol`),
      message: 'A port of the Service stands twice',
      check: (list) =>
        isUnique(list, ({ port: number, servicePort = number, protocol }) => `${protocol} ${servicePort}`),
    },
  ]);
}

function healthCheck() {
  const path = (): z.ZodString =>
    z
      .string()
      .max(1024)
      .regex(/^\/[^\s#]*$/, 'Not a path: expected one that begins with /');
  return z.strictObject({
    enabled: z.boolean().optional().describe('False takes the probes away'),
    path: path().optional().describe('Path of both probes'),
    port: z.int().min(1).max(65535).optional().describe('Port of both probes'),
    livenessPath: path().optional().describe('Path of the liveness probe; wins over path'),
    readinessPath: path().optional().describe('Path of the readiness probe; wins over path'),
    initialDelaySeconds: z.int().min(0).max(3600).optional().describe('Seconds before the first probe'),
    periodSeconds: z.int().min(1).max(3600).optional().describe('Seconds between probes'),
  });
}

function env() {
  const reference = (what: string) =>
    z
      .strictObject({
        name: objectName().describe(`Name of the ${what} in the release's namespace`),
        key: z
          .string()
          .min(1)
          .max(253)
          .regex(/^[-._a-zA-Z0-9]+$/, 'Not a key')
          .describe('Key in it'),
        optional: z.boolean().optional().describe('True starts the pod without it'),
      })
      .optional()
      .describe(`Key of a ${what}`);
  const valueFrom = withRules(
    z.strictObject({ secretKeyRef: reference('Secret'), configMapKeyRef: reference('ConfigMap') }),
    [
      {
        cel: 'has(self.secretKeyRef) != has(self.configMapKeyRef)',
        message: 'Give either secretKeyRef or configMapKeyRef',
        check: ({ secretKeyRef, configMapKeyRef }) =>
          (secretKeyRef === undefined) !== (configMapKeyRef === undefined),
      },
    ],
  );
  const variable = withRules(
    z.strictObject({
      name: z
        .string()
        .min(1)
        .max(253)
        .regex(/^[-._a-zA-Z][-._a-zA-Z0-9]*$/, 'Not the name of an environment variable')
        .describe('Name of the variable'),
      value: z
        .string({ error: 'Expected a string: put numbers and booleans in quotes' })
        .max(32768)
        .optional()
        .describe('Its value, plain data; no credential, since it ends in Git'),
      valueFrom: valueFrom.optional().describe('Where its value comes from when the pod starts'),
    }),
    [
      {
        cel: 'has(self.value) != has(self.valueFrom)',
        message: 'Give either value or valueFrom',
        check: ({ value, valueFrom: from }) => (value === undefined) !== (from === undefined),
      },
    ],
  );
  return withRules(z.array(variable).max(200), [
    {
      message: 'The name of a variable stands twice',
      check: (list) => new Set(list.map(({ name }) => name)).size === list.length,
    },
  ]).meta({ 'x-kubernetes-list-type': 'map', 'x-kubernetes-list-map-keys': ['name'] });
}

function autoscaling() {
  const percent = (): z.ZodOptional<z.ZodInt> => z.int().min(1).max(1000).optional();
  const fields = z.strictObject({
    enabled: z.boolean().default(true).describe('False keeps the number of pods fixed, in production too'),
    minReplicas: z.int().min(1).max(100).optional().describe('Fewest pods'),
    maxReplicas: z.int().min(1).max(100).optional().describe('Most pods'),
    targetCPUUtilizationPercentage: percent().describe('CPU to aim at, in percent of what is requested'),
    targetMemoryUtilizationPercentage: percent().describe(
      'Memory to aim at, in percent of what is requested',
    ),
  });
  return withRules(fields, [
    {
      cel: '!has(self.minReplicas) || !has(self.maxReplicas) || self.minReplicas <= self.maxReplicas',
      message: 'minReplicas is above maxReplicas',
      check: ({ minReplicas, maxReplicas }) =>
        minReplicas === undefined || maxReplicas === undefined || minReplicas <= maxReplicas,
      path: ['minReplicas'],
    },
  ]);
}

function ingress() {
  const fields = z.strictObject({
    enabled: z.boolean().default(true).describe('False takes the ingress away'),
    host: z
      .string()
      .max(253)
      .regex(/^(\*\.)?[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/, 'Not a host name')
      .optional()
      .describe("Host name; <name>-<environment>.<the platform's domain> where absent"),
    path: z
      .string()
      .max(1024)
      .regex(/^\/[^\s]*$/, 'Not a path: expected one that begins with /')
      .optional()
      .describe('Path prefix'),
    className: objectName().optional().describe("Ingress class; the platform's where absent"),
    tls: z.boolean().optional().describe('True serves HTTPS'),
    tlsSecretName: objectName().optional().describe('Secret with the certificate'),
    annotations: mapOf(z.string().max(317), text(4096), { max: 20 })
      .optional()
      .describe('Annotations of the Ingress, for its controller'),
  });
  return withRules(fields, [
    {
      cel: "!has(self.annotations) || self.annotations.all(key, !key.contains('argoproj.io/'))",
      message: 'Annotations of Argo CD are not for requests',
      check: ({ annotations = {} }) => !Object.keys(annotations).some((key) => key.includes('argoproj.io/')),
      path: ['annotations'],
    },
  ]);
}
