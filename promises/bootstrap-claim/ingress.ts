import * as z from 'zod';
import { invalid } from '../../shared/promise/quoted-value.ts';
import { withRules } from '../../shared/promise/rule.ts';
import { boundedText, label, objectName } from '../../shared/promise/vocabulary.ts';
import { dnsSubdomain } from '../../shared/release/names.ts';

/** Returns the schema of the ingress defaults of applications. */
export function ingressDefaults() {
  const gateway = z.strictObject({
    name: objectName().describe('Name of the Gateway'),
    namespace: label().describe('Namespace of the Gateway'),
    sectionName: objectName()
      .optional()
      .describe('Name of its listener. Defaults to every listener that accepts the route'),
    tls: z.boolean().default(true).describe('Set to false if the listener serves HTTP without TLS'),
  });
  const fields = z.strictObject({
    className: objectName().optional().describe('Default ingress class of applications'),
    domain: boundedText(253, { min: 1 })
      .regex(dnsSubdomain, invalid('domain', 'use a name such as "apps.example.com"'))
      .optional()
      .describe('Domain of the default host <name>-<environment>.<domain>'),
    gateway: gateway
      .optional()
      .describe(
        'Gateway that exposes applications by HTTPRoutes and GRPCRoutes, instead of an ingress class',
      ),
  });
  return withRules(fields, [
    {
      cel: '!has(self.className) || !has(self.gateway)',
      message: 'className and gateway exclude each other; use only one of them',
      check: ({ className, gateway }) => className === undefined || gateway === undefined,
      path: ['gateway'],
    },
  ]).describe('Ingress defaults of applications');
}
