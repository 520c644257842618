import * as z from 'zod';
import { asSet, boundedRecord, withUniqueKey } from '../../../shared/promise/collections.ts';
import { type Rule, withRules } from '../../../shared/promise/rule.ts';
import { objectName, text } from '../../../shared/promise/vocabulary.ts';
import { hostName, urlPath } from './hosts.ts';

/** Maximum number of host names of an HTTPRoute or GRPCRoute (Gateway API, `spec.hostnames`). */
const maxHosts = 16;

/** Returns the schema of the access from outside the cluster. */
export function ingress() {
  const fields = z.strictObject({
    enabled: z.boolean().default(true).describe('Set to false to remove the ingress'),
    host: hostName()
      .optional()
      .describe("Host name. Defaults to <name>-<environment>.<the platform's domain>"),
    hosts: asSet(z.array(hostName()).min(1).max(maxHosts), 'Duplicate host')
      .optional()
      .describe('Host names, instead of host'),
    path: urlPath().optional().describe('Path prefix'),
    paths: paths().optional().describe('Paths of every host, instead of path'),
    className: objectName().optional().describe("Ingress class. Defaults to the platform's value"),
    tls: z
      .boolean()
      .optional()
      .describe('Set to true for HTTPS. If the platform has a Gateway, its listener decides'),
    tlsSecretName: objectName()
      .optional()
      .describe(
        "Existing Secret in the release's namespace with the certificate. Not for a platform with a Gateway",
      ),
    annotations: annotations('Annotations of the Ingress or route for its controller').optional(),
  });
  return withRules(fields, [exclusive('host', 'hosts'), exclusive('path', 'paths')]);
}

/** Returns the schema of the annotations of an object of the application. */
export function annotations(description: string) {
  return withRules(boundedRecord(z.string().max(317), text(4096), { max: 20 }), [
    {
      cel: "self.all(key, !key.contains('argoproj.io/'))",
      message: 'Annotations of Argo CD are reserved',
      check: (entries) => !Object.keys(entries).some((key) => key.includes('argoproj.io/')),
    },
  ]).describe(description);
}

function paths() {
  const path = z.strictObject({
    path: urlPath().describe('Path of the URL'),
    pathType: z
      .enum(['Prefix', 'Exact', 'ImplementationSpecific'])
      .default('Prefix')
      .describe('How the path is compared. A Gateway has no ImplementationSpecific'),
  });
  type Path = z.output<typeof path>;
  const list = z.array(path).min(1).max(32);
  return withUniqueKey<Path, typeof list>(list, {
    field: 'path',
    key: ({ path, pathType }) => `${pathType} ${path}`,
    message: ({ path }) => `Duplicate path "${path}"`,
  });
}

function exclusive<Field extends string>(
  one: Field,
  other: Field,
): Rule<{ readonly [field in Field]?: unknown }> {
  return {
    cel: `!has(self.${one}) || !has(self.${other})`,
    message: exclusiveMessage(one, other),
    check: (fields) => fields[one] === undefined || fields[other] === undefined,
    path: [other],
  };
}

/** Returns the message about two fields or values of which only one would have an effect. */
export function exclusiveMessage(one: string, other: string): string {
  return `${one} and ${other} exclude each other; use only one of them`;
}
