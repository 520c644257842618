import * as z from 'zod';
import { furtherSettings } from '../../shared/promise/further-settings.ts';
import { invalid } from '../../shared/promise/quoted-value.ts';
import { celList, withRules } from '../../shared/promise/rule.ts';
import {
  applicationChart,
  boundedText,
  chart,
  freeValues,
  itemName,
  label,
} from '../../shared/promise/vocabulary.ts';
import { services } from '../services.ts';
import { boundServices } from './bindings/service-reference.ts';
import { containerFields } from './containers/container-fields.ts';
import { image } from './containers/image.ts';
import { containerResources } from './containers/resources.ts';
import { networkFields } from './network/network-fields.ts';
import { runningFields } from './running/running-fields.ts';
import { statefulRules } from './storage/stateful.ts';
import { storageFields } from './storage/storage-fields.ts';

/** Application of a request. */
export type Application = z.output<ReturnType<typeof application>>;

/** Message for replicas together with autoscaling, from fields or free values. */
export const scalingConflict =
  'replicas and autoscaling exclude each other; remove one, or set autoscaling.enabled: false';

/**
 * Returns the schema of an application.
 *
 * @param further fields that the items of another Promise have as well
 */
export function application(further: Readonly<Record<string, z.ZodType>> = {}) {
  const fields = z.strictObject({
    ...(further as object),
    name: itemName().describe(
      'Name of the application: its release, its Service and its folder in the state store',
    ),
    ...furtherSettings('release', {
      enabled: z
        .boolean()
        .default(true)
        .describe('Set to false to remove the application and release its name'),
      chart: chart(applicationChart),
    }),
    image: image()
      .optional()
      .describe("Image to run. Defaults to <the platform's imageRegistry>/<serviceName>:<version>"),
    ...furtherSettings('release', {
      serviceName: label()
        .optional()
        .describe('Name of the image in the imageRegistry. Defaults to the name'),
      version: boundedText(128)
        .regex(
          /^[A-Za-z0-9_][A-Za-z0-9_.-]*$/,
          invalid('version', 'use letters, digits, dots, dashes and underscores, as in an image tag'),
        )
        .optional()
        .describe('Version of the application: a label, and the image tag if image is unset'),
    }),
    replicas: z
      .int()
      .min(0)
      .max(100)
      .optional()
      .describe("Number of pods. Turns autoscaling off. Defaults to the chart's value"),
    services: boundServices(),
    ...furtherSettings('pod', {
      resources: containerResources()
        .optional()
        .describe(
          "CPU, memory and other resources of each pod. A request above the chart's limit raises the limit, and vice versa",
        ),
    }),
    ...containerFields(),
    ...furtherSettings('pod', runningFields()),
    ...furtherSettings('storage', storageFields()),
    ...networkFields(),
    ...furtherSettings('release', { values: freeValues().optional() }),
  });
  const types = services.map(({ type }) => type);
  return withRules(fields, [
    {
      cel: '!has(self.jobs) || self.jobs.all(j, size(self.name) + size(j.name) < (has(j.schedule) ? 52 : 63))',
      message:
        'The name of the application and of a job are too long together: at most 51 characters with a schedule, otherwise 62',
    },
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
    ...statefulRules<z.output<typeof fields>>(),
  ]);
}
