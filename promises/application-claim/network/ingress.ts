import * as z from 'zod';
import { boundedRecord } from '../../../shared/promise/collections.ts';
import { invalid } from '../../../shared/promise/quoted-value.ts';
import { withRules } from '../../../shared/promise/rule.ts';
import { boundedText, objectName, text } from '../../../shared/promise/vocabulary.ts';
import { pathAdvice } from '../path-advice.ts';

/** Returns the schema of the access from outside of the cluster. */
export function ingress() {
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
