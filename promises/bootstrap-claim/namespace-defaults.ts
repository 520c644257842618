import * as z from 'zod';
import { namespaceLimits, namespaceQuota } from '../../shared/promise/namespace-limits.ts';
import { quantity } from '../../shared/promise/quantities.ts';
import { label } from '../../shared/promise/vocabulary.ts';

/** Returns the schema of namespace defaults, for the platform or for one tenant. */
export function namespaceDefaults() {
  return z.strictObject({
    quota: namespaceQuota(quantity())
      .describe(
        'Hard limits of the ResourceQuota of each namespace, by resource, such as `requests.cpu`, `limits.memory` or `pods`',
      )
      .optional(),
    limits: namespaceLimits()
      .describe('Amounts of the LimitRange for containers of each namespace')
      .optional(),
    networkPolicy: z
      .strictObject({
        denyIngress: z
          .boolean()
          .default(true)
          .describe(
            'Set to true to allow only traffic from the namespace, the installed operators and allowedNamespaces. Defaults to true',
          ),
        allowedNamespaces: z
          .array(label())
          .max(20)
          .default([])
          .describe(
            'Names of the namespaces whose pods can reach every pod, such as those of the ingress controller and of Prometheus',
          ),
      })
      .optional()
      .describe('Traffic to the pods of each namespace'),
  });
}
