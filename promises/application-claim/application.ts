import * as z from 'zod';
import { portPart } from '../../shared/promise/addresses.ts';
import { boundedRecord } from '../../shared/promise/collections.ts';
import { portReference } from '../../shared/promise/ports.ts';
import { resources } from '../../shared/promise/quantities.ts';
import { invalid } from '../../shared/promise/quoted-value.ts';
import { celList, withRules } from '../../shared/promise/rule.ts';
import {
  applicationChart,
  boundedText,
  chart,
  freeValues,
  itemName,
  label,
  objectName,
  text,
} from '../../shared/promise/vocabulary.ts';
import { services } from '../services.ts';
import { env } from './env.ts';
import { ports } from './ports.ts';

/** Application of a request. */
export type Application = z.output<ReturnType<typeof application>>;

/** Message for replicas together with autoscaling, from fields or free values. */
export const scalingConflict =
  'replicas and autoscaling exclude each other; remove one, or set autoscaling.enabled: false';

/** Returns the schema of an application. */
export function application() {
  const fields = z.strictObject({
    name: itemName().describe(
      'Name of the application: its release, its Service and its folder in the state store',
    ),
    enabled: z
      .boolean()
      .default(true)
      .describe('Set to false to remove the application and release its name'),
    chart: chart(applicationChart),
    image: image()
      .optional()
      .describe("Image to run. Defaults to <the platform's imageRegistry>/<serviceName>:<version>"),
    serviceName: label().optional().describe('Name of the image in the imageRegistry. Defaults to the name'),
    version: boundedText(128)
      .regex(
        /^[A-Za-z0-9_][A-Za-z0-9_.-]*$/,
        invalid('version', 'use letters, digits, dots, dashes and underscores, as in an image tag'),
      )
      .optional()
      .describe('Version of the application: a label, and the image tag if image is unset'),
    replicas: z
      .int()
      .min(0)
      .max(100)
      .optional()
      .describe("Number of pods. Turns autoscaling off. Defaults to the chart's value"),
    resources: resources()
      .optional()
      .describe(
        "CPU and memory of each pod. A request above the chart's limit raises the limit, and vice versa",
      ),
    ports: ports()
      .optional()
      .describe(
        'Ports of the container and of the Service. Defaults to 8080 in the container and 80 in the Service',
      ),
    healthCheck: healthCheck()
      .optional()
      .describe("Liveness and readiness probes. Unset fields default to the chart's values"),
    env: env().optional().describe('Environment variables'),
    autoscaling: autoscaling().optional().describe('Autoscaling by CPU and memory'),
    ingress: ingress().optional().describe('Access from outside of the cluster'),
    values: freeValues().optional(),
  });
  const types = services.map(({ type }) => type);
  return withRules(fields, [
    {
      cel: `!has(self.chart.name) || !(self.chart.name in ${celList(types)})`,
      message: `The charts ${types.join(', ')} are for services; use components with that type`,
      check: ({ chart: { name } }) => name === undefined || !types.includes(name),
      path: ['chart', 'name'],
    },
    {
      cel: '!has(self.replicas) || !has(self.autoscaling) || !self.autoscaling.enabled',
      message: scalingConflict,
      check: ({ replicas, autoscaling }) => replicas === undefined || autoscaling?.enabled !== true,
      path: ['replicas'],
    },
  ]);
}

function image() {
  const fields = z.strictObject({
    repository: boundedText(255)
      .regex(
        new RegExp(
          `^([A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?${portPart}/)?[a-z0-9]+([._-]+[a-z0-9]+)*(/[a-z0-9]+([._-]+[a-z0-9]+)*)*$`,
        ),
        invalid('image repository', 'use [host[:port]/]name; tag and digest have their own fields'),
      )
      .describe('Registry and name of the image, without a tag'),
    tag: boundedText(128)
      .regex(
        /^[A-Za-z0-9_][A-Za-z0-9_.-]*$/,
        invalid('image tag', 'use letters, digits, dots, dashes and underscores'),
      )
      .optional()
      .describe('Tag of the image, as a string'),
    digest: boundedText(71)
      .regex(/^sha256:[a-f0-9]{64}$/, invalid('digest', 'use sha256: and 64 hexadecimal digits'))
      .optional()
      .describe('Digest of the image. Takes precedence over the tag'),
    pullPolicy: z.enum(['Always', 'IfNotPresent', 'Never']).optional().describe('Pull policy of the image'),
    pullSecrets: z
      .array(objectName())
      .max(10)
      .optional()
      .describe("Existing Secrets in the release's namespace with credentials for the image's registry"),
  });
  return withRules(fields, [
    {
      cel: 'has(self.tag) || has(self.digest)',
      message: 'An image needs a tag or a digest, because the same request must give the same result',
      check: ({ tag, digest }) => tag !== undefined || digest !== undefined,
    },
  ]);
}

function healthCheck() {
  const path = (): z.ZodString => boundedText(1024).regex(/^\/[^\s#]*$/, invalid('path', pathAdvice));
  return z.strictObject({
    enabled: z.boolean().optional().describe('Set to false to remove the probes'),
    path: path().optional().describe('Path of both probes'),
    port: portReference().optional().describe('Number or name of the port of both probes'),
    livenessPath: path().optional().describe('Path of the liveness probe. Defaults to path'),
    readinessPath: path().optional().describe('Path of the readiness probe. Defaults to path'),
    initialDelaySeconds: z.int().min(0).max(3600).optional().describe('Seconds before the first probe'),
    periodSeconds: z.int().min(1).max(3600).optional().describe('Seconds between probes'),
  });
}

function autoscaling() {
  const percent = (): z.ZodOptional<z.ZodInt> => z.int().min(1).max(1000).optional();
  const fields = z.strictObject({
    enabled: z.boolean().default(true).describe('Set to false for a fixed number of pods, in production too'),
    minReplicas: z
      .int()
      .min(1)
      .max(100)
      .optional()
      .describe("Minimum number of pods. Defaults to the chart's value"),
    maxReplicas: z
      .int()
      .min(1)
      .max(100)
      .optional()
      .describe("Maximum number of pods. Defaults to the chart's value"),
    targetCPUUtilizationPercentage: percent().describe(
      'Target CPU utilization, in percent of the requested CPU',
    ),
    targetMemoryUtilizationPercentage: percent().describe(
      'Target memory utilization, in percent of the requested memory',
    ),
  });
  return withRules(fields, [
    {
      cel: '!has(self.minReplicas) || !has(self.maxReplicas) || self.minReplicas <= self.maxReplicas',
      message: 'minReplicas exceeds maxReplicas',
      problems: ({ minReplicas, maxReplicas }) =>
        minReplicas === undefined || maxReplicas === undefined || minReplicas <= maxReplicas
          ? []
          : [
              {
                path: ['minReplicas'],
                message: `minReplicas (${minReplicas}) exceeds maxReplicas (${maxReplicas})`,
              },
            ],
    },
  ]);
}

function pathAdvice(value: string): string {
  if (/\s/.test(value)) return 'a path must not contain spaces';
  return value.startsWith('/') ? 'a path must not contain "#"' : 'a path must begin with "/"';
}

function hostAdvice(value: string): string {
  const rest = value.replace(/^[a-z+]+:\/\//i, '');
  const parts = [
    ...(rest === value ? [] : ['the scheme']),
    ...(/\/$/.test(rest) ? ['the slash'] : rest.includes('/') ? ['the path'] : []),
    ...(/:[0-9]+/.test(rest) ? ['the port'] : []),
  ];
  if (parts.length > 0) return `remove ${parts.join(' and ')}`;
  return value === value.toLowerCase()
    ? 'use letters, digits, dashes and dots'
    : `did you mean "${value.toLowerCase()}"?`;
}

function ingress() {
  const fields = z.strictObject({
    enabled: z.boolean().default(true).describe('Set to false to remove the ingress'),
    host: boundedText(253)
      .regex(
        /^(\*\.)?[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/,
        invalid('host', hostAdvice),
      )
      .optional()
      .describe("Host name. Defaults to <name>-<environment>.<the platform's domain>"),
    path: boundedText(1024)
      .regex(/^\/[^\s]*$/, invalid('path', pathAdvice))
      .optional()
      .describe('Path prefix'),
    className: objectName().optional().describe("Ingress class. Defaults to the platform's value"),
    tls: z.boolean().optional().describe('Set to true for HTTPS'),
    tlsSecretName: objectName()
      .optional()
      .describe("Existing Secret in the release's namespace with the certificate"),
    annotations: boundedRecord(z.string().max(317), text(4096), { max: 20 })
      .optional()
      .describe('Annotations of the Ingress for its controller'),
  });
  return withRules(fields, [
    {
      cel: "!has(self.annotations) || self.annotations.all(key, !key.contains('argoproj.io/'))",
      message: 'Annotations of Argo CD are reserved',
      check: ({ annotations = {} }) => !Object.keys(annotations).some((key) => key.includes('argoproj.io/')),
      path: ['annotations'],
    },
  ]);
}
