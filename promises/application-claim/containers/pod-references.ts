import * as z from 'zod';
import { invalid } from '../../../shared/promise/quoted-value.ts';
import { withRules } from '../../../shared/promise/rule.ts';
import { boundedText } from '../../../shared/promise/vocabulary.ts';

/** Pattern of the key of a label or an annotation (apimachinery `IsQualifiedName`). */
const key = '([a-z0-9]([-.a-z0-9]{0,251}[a-z0-9])?/)?[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?';

/** Returns the schema of a field of the pod (Kubernetes, `validEnvDownwardAPIFieldPathExpressions`). */
export function fieldReference() {
  const fields =
    'metadata\\.(name|namespace|uid)|spec\\.(nodeName|serviceAccountName)|status\\.(hostIPs?|podIPs?)';
  return z.strictObject({
    fieldPath: boundedText(400)
      .regex(
        new RegExp(`^(${fields}|metadata\\.(labels|annotations)\\['${key}'\\])$`),
        invalid(
          'field of a pod',
          `use metadata.name, .namespace, .uid, .labels['<key>'] or .annotations['<key>'], spec.nodeName or .serviceAccountName, status.hostIP, .hostIPs, .podIP or .podIPs`,
        ),
      )
      .describe("Path of the field, such as metadata.name or metadata.labels['app.kubernetes.io/name']"),
  });
}

const divisors = ['1', '1m', '1k', '1M', '1G', '1T', '1P', '1E', '1Ki', '1Mi', '1Gi', '1Ti', '1Pi', '1Ei'];

/** Returns the schema of a request or limit of the container (Kubernetes, `validateContainerResourceFieldSelector`). */
export function resourceReference() {
  const fields = z.strictObject({
    resource: boundedText(64)
      .regex(
        /^(limits|requests)\.(cpu|memory|ephemeral-storage|hugepages-[1-9][0-9]{0,5}[KMG]i)$/,
        invalid('resource', 'use limits or requests of cpu, memory or ephemeral-storage: "limits.memory"'),
      )
      .describe('Resource, such as limits.memory'),
    divisor: z
      .enum(divisors as [string, ...string[]])
      .optional()
      .describe('Unit of the value, which is rounded up: "1Mi", or "1m" for CPU. Defaults to "1"'),
  });
  return withRules(fields, [
    {
      cel: "!has(self.divisor) || self.divisor == '1' || self.resource.endsWith('.cpu') == (self.divisor == '1m')",
      message: 'The divisor of CPU is "1" or "1m", and only CPU is divided by "1m"',
      check: ({ resource, divisor = '1' }) =>
        divisor === '1' || resource.endsWith('.cpu') === (divisor === '1m'),
      path: ['divisor'],
    },
  ]);
}
