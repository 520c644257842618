import { type Problem, problem } from '../errors.ts';
import type { Values } from '../helm/chart.ts';
import { stringAt } from '../release/value-access.ts';
import type { ServiceDefinition } from './define-service.ts';
import { floorProblems } from './engine-sizes.ts';
import { describeVersions, resolveVersion, retirementOf } from './engine-versions.ts';
import type { ServiceItem } from './service-fields.ts';
import { standaloneMessage } from './shared-rules.ts';

/** Warns about another name of a type. */
export function aliasWarnings(item: ServiceItem, { type, aliases = [] }: ServiceDefinition): string[] {
  return aliases
    .filter(({ name }) => name === item.type)
    .map(({ name, reason }) => `Delivered as ${type}, because ${reason}; replace type ${name} with ${type}`);
}

/** Reports a version that does not exist, and amounts below the minimum of the engine. */
export function engineProblems(merged: Values, service: ServiceDefinition): Problem[] {
  const { engine, versions } = service;
  const version = stringAt(merged, 'version');
  const known = version === undefined || resolveVersion(versions, version) === version;
  return [
    ...(known
      ? []
      : [
          problem(
            'version',
            `Unknown version "${version}" of ${engine}; supported: ${describeVersions(versions)}`,
          ),
        ]),
    ...floorProblems(merged, service),
  ];
}

/** Returns why a new service cannot have a version, with the fix; undefined if it can. */
export function newVersionProblem(
  version: string,
  { engine, versions }: ServiceDefinition,
): string | undefined {
  const retirement = retirementOf(versions, version);
  return (
    retirement &&
    `${engine} ${version} is only for existing services, because ${retirement.reason}; use ${retirement.successor}`
  );
}

/** Warns about a delivered version that gets no more fixes. */
export function retirementWarnings(merged: Values, { engine, versions }: ServiceDefinition): string[] {
  const version = stringAt(merged, 'version') ?? '';
  const retirement = retirementOf(versions, version);
  return retirement === undefined
    ? []
    : [
        `${engine} ${version} gets no more fixes, because ${retirement.reason}; upgrade to ${retirement.successor}`,
      ];
}

/** Warns about the consent to an older major version. */
export function rollbackWarnings({ upgrade }: ServiceItem): string[] {
  return upgrade?.rollback === true
    ? [
        'upgrade.rollback allows an older major version, which starts only if the upgrade has failed; remove it afterwards',
      ]
    : [];
}

/** Returns warnings about a service in production that anyone can use, or whose traffic anyone can read. */
export function productionWarnings(
  name: string,
  { service, merged }: { service: ServiceDefinition; merged: Values },
): string[] {
  const { engine } = service;
  const isOpen = service.signIn === undefined && service.connection(name, merged).secretName === undefined;
  const isReadable = service.tls !== undefined && !stringAt(merged, service.tls.secretPath);
  return [
    ...(isOpen
      ? [`${engine} has no authentication: every pod that reaches it can read and change its data`]
      : []),
    ...(isReadable
      ? [
          `${engine} has no TLS: passwords and data cross the network in clear text; name a Secret with tls.crt, tls.key and ca.crt in ${service.tls.secretPath}`,
        ]
      : []),
  ];
}

/** Reports values of any layer that contradict highAvailability. */
export function availabilityProblems({ highAvailability }: ServiceItem, merged: Values): Problem[] {
  if (highAvailability !== true) return [];
  if (stringAt(merged, 'mode') === 'standalone') {
    return [problem('highAvailability.podDisruptionBudget', standaloneMessage)];
  }
  const replicas = Number(stringAt(merged, 'replicas') ?? 3);
  return replicas >= 3 ? [] : [problem('replicas', 'highAvailability needs at least 3 replicas')];
}
