import * as z from 'zod';
import { celList, withRules } from '../../shared/promise/rule.ts';
import {
  applicationChart,
  boundedText,
  chart,
  freeValues,
  itemName,
  mapOf,
  objectName,
  resources,
  text,
} from '../../shared/promise/vocabulary.ts';
import { services } from '../services.ts';
import { env } from './env.ts';
import { ports } from './ports.ts';

/** One application of a request. */
export type Application = z.output<ReturnType<typeof application>>;

/** Said of fields, and of a field beside free values. */
export const oneWayToScale =
  'replicas and autoscaling exclude each other: leave one out, or set autoscaling.enabled: false';

/** Schema of one application: what its deployment, Service and ingress need. */
export function application() {
  const fields = z.strictObject({
    name: itemName().describe('Name of the application: its release, its Service and its folder'),
    enabled: z
      .boolean()
      .default(true)
      .describe('False takes the application out of the output and frees its name'),
    chart: chart(applicationChart),
    image: image()
      .optional()
      .describe("Image to run; made from the platform's imageRegistry, serviceName and version where absent"),
    serviceName: itemName(63)
      .optional()
      .describe('Name of the image in the imageRegistry; the name where absent'),
    version: boundedText(128)
      .regex(/^[A-Za-z0-9_][A-Za-z0-9_.-]*$/, 'Not a version that an image tag can be')
      .optional()
      .describe('Version of the application: a label, and the image tag where no image is given'),
    replicas: z.int().min(0).max(100).optional().describe('Number of pods; turns autoscaling off'),
    resources: resources()
      .optional()
      .describe(
        'CPU and memory of each pod; a request above the limit of the chart raises that limit, and the other way round',
      ),
    ports: ports()
      .optional()
      .describe('Ports of the container and of the Service; 8080 behind 80 where absent'),
    healthCheck: healthCheck().optional().describe('Probes; what is unset stays as the chart has it'),
    env: env().optional().describe('Environment variables'),
    autoscaling: autoscaling().optional().describe('Number of pods by load'),
    ingress: ingress().optional().describe('Way in from outside the cluster'),
    values: freeValues().optional(),
  });
  const types = services.map(({ type }) => type);
  return withRules(fields, [
    {
      cel: `!has(self.chart.name) || !(self.chart.name in ${celList(types)})`,
      message: `The charts ${types.join(', ')} are for services, whose data is looked after: use components with that type`,
      check: ({ chart: { name } }) => name === undefined || !types.includes(name),
      path: ['chart', 'name'],
    },
    {
      cel: '!has(self.replicas) || !has(self.autoscaling) || !self.autoscaling.enabled',
      message: oneWayToScale,
      check: ({ replicas, autoscaling }) => replicas === undefined || autoscaling?.enabled !== true,
      path: ['replicas'],
    },
  ]);
}

function image() {
  const fields = z.strictObject({
    repository: boundedText(255)
      .regex(
        /^([A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?(:[0-9]{1,5})?\/)?[a-z0-9]+([._-]+[a-z0-9]+)*(\/[a-z0-9]+([._-]+[a-z0-9]+)*)*$/,
        'Not an image repository: expected [host[:port]/]name without tag or digest, which have fields of their own',
      )
      .describe('Registry and name of the image, without tag'),
    tag: boundedText(128)
      .regex(/^[A-Za-z0-9_][A-Za-z0-9_.-]*$/, 'Not an image tag')
      .optional()
      .describe('Tag of the image, a string'),
    digest: boundedText(71)
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

function healthCheck() {
  const path = (): z.ZodString =>
    boundedText(1024).regex(/^\/[^\s#]*$/, 'Not a path: expected one that begins with /');
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
    host: boundedText(253)
      .regex(/^(\*\.)?[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/, 'Not a host name')
      .optional()
      .describe("Host name; <name>-<environment>.<the platform's domain> where absent"),
    path: boundedText(1024)
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
