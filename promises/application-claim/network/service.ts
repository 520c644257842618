import * as z from 'zod';
import { annotations } from './ingress.ts';

/** Returns the schema of the Service of an application. */
export function service() {
  return z.strictObject({
    type: z
      .enum(['ClusterIP', 'Headless', 'LoadBalancer', 'NodePort'])
      .optional()
      .describe(
        'Type of the Service. Headless gives every pod a DNS name instead of one address. The platform must allow LoadBalancer and NodePort',
      ),
    annotations: annotations(
      'Annotations of the Service, such as those of a load balancer, as far as the platform allows them',
    ).optional(),
  });
}
