import * as z from 'zod';
import { itemList, withUniqueKey } from '../../../shared/promise/collections.ts';
import { lazy } from '../../../shared/promise/lazy.ts';
import { portName, portNumber } from '../../../shared/promise/ports.ts';
import { invalid } from '../../../shared/promise/quoted-value.ts';
import { boundedText, label } from '../../../shared/promise/vocabulary.ts';
import { mountPath, relativePath } from '../storage/paths.ts';
import { commandLine } from './command.ts';
import { env, envFrom } from './env.ts';
import { probes } from './health-check.ts';
import { containerImage } from './image.ts';
import { containerResources } from './resources.ts';

/** Returns the schemas of the further containers of an application. */
export function furtherContainers() {
  return {
    sidecars: itemList(lazy(sidecar), { min: 0, max: 10 })
      .optional()
      .describe(
        'Containers next to those of the application and its jobs. They start in this order, before the initContainers, and stop last',
      ),
    initContainers: itemList(lazy(initContainer), { min: 0, max: 10 })
      .optional()
      .describe('Containers that run one after the other before the application starts'),
  };
}

function commonFields() {
  return {
    name: label().describe(
      'Name of the container. Differs from those of the other containers and of the jobs',
    ),
    image: containerImage().optional().describe("Image to run. Defaults to the application's"),
    command: commandLine().optional().describe("Entrypoint of the container. Defaults to the image's"),
    args: commandLine().optional().describe("Arguments of the entrypoint. Defaults to the image's"),
    env: env({ max: 50 }).optional().describe('Environment variables of this container'),
    envFrom: envFrom().optional().describe('Secrets and ConfigMaps whose keys become environment variables'),
    volumeMounts: volumeMounts().optional().describe('Volumes to mount. /tmp is mounted in each container'),
  };
}

function sidecar() {
  return z.strictObject({
    ...commonFields(),
    ports: containerPorts().optional().describe('Ports of the container, which the Service does not have'),
    resources: containerResources()
      .optional()
      .describe("Resources of the container. Each amount defaults to the chart's for sidecars"),
    healthCheck: z.strictObject(probes()).optional().describe('Probes. Defaults to none'),
  });
}

function initContainer() {
  return z.strictObject({
    ...commonFields(),
    resources: containerResources()
      .optional()
      .describe("Resources of the container. Each amount defaults to the application's"),
  });
}

function containerPorts() {
  const port = z.strictObject({
    name: boundedText(15)
      .regex(
        new RegExp(portName),
        invalid('port name', 'use lower-case letters, digits and single dashes, at most 15'),
      )
      .describe('Name of the port'),
    port: portNumber().describe('Number of the port'),
    protocol: z.enum(['TCP', 'UDP', 'SCTP']).default('TCP').describe('Protocol of the port'),
  });
  return itemList(port, { min: 0, max: 10 });
}

function volumeMounts() {
  const mount = z.strictObject({
    name: label().describe('Name of a volume of the application'),
    mountPath: mountPath().describe('Path in the container'),
    subPath: relativePath()
      .optional()
      .describe('File or folder of the volume to mount. Defaults to all of it'),
    readOnly: z.boolean().optional().describe('Set to true to mount the volume read-only'),
  });
  const list = z.array(mount).max(20);
  return withUniqueKey<z.output<typeof mount>, typeof list>(list, {
    field: 'mountPath',
    key: (entry) => entry.mountPath,
    message: (entry) => `Duplicate mount path "${entry.mountPath}"`,
  }).meta({ 'x-kubernetes-list-type': 'map', 'x-kubernetes-list-map-keys': ['mountPath'] });
}
