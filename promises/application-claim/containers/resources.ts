import * as z from 'zod';
import { quantity, quantityOrNone } from '../../../shared/promise/quantities.ts';
import { withRules } from '../../../shared/promise/rule.ts';

/** Resources of a container of an application. */
export type ContainerResources = z.output<ReturnType<typeof containerResources>>;

/**
 * Returns a schema for requests and limits of a container, of any resource. The merged values show which names and amounts
 * Kubernetes accepts: a layer below can set the other half.
 */
export function containerResources() {
  return z.strictObject({
    requests: amounts(
      quantity,
      'Minimum that is reserved, also of a resource such as ephemeral-storage or nvidia.com/gpu',
    ),
    limits: amounts(
      quantityOrNone,
      'Maximum that is allowed, by resource as in requests. Set to "none" to remove the limit of the chart',
    ),
  });
}

/** Maximum number of resources. */
const maxResources = 20;

function amounts(amount: typeof quantity, description: string) {
  const fields = z
    .strictObject({
      cpu: amount().optional().describe('CPU in cores or thousandths, such as 0.5 or "500m"'),
      memory: amount().optional().describe('Memory in bytes with a suffix, such as "512Mi"'),
    })
    .catchall(amount());
  return withRules(fields, [
    {
      message: `Too many resources: at most ${maxResources} are allowed`,
      check: (map) => Object.keys(map).length <= maxResources,
    },
  ])
    .meta({ maxProperties: maxResources })
    .optional()
    .describe(description);
}
