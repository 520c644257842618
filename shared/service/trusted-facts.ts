import { isRecord } from '../is-record.ts';
import type { DeliveredRelease } from '../release/existing-request.ts';
import { dnsSubdomain } from '../release/names.ts';
import type { ReleaseFacts } from '../release/release.ts';
import type { ServiceDefinition } from './define-service.ts';

/** Keys of Secrets, and the names and words that engines have as facts. */
const plainWord = /^[-._a-zA-Z0-9]{1,253}$/;

/**
 * Returns the connection of a service of another request, from its status; undefined if no run writes such a status for the
 * service. Another team could forge its status: it must lead to no other host, and to no fact that the engine lacks. Names
 * of Secrets are taken as they are, because they refer to the namespace of the service.
 */
export function trustedFacts(
  { name, namespace, ...status }: DeliveredRelease,
  service: ServiceDefinition,
): ReleaseFacts | undefined {
  const { service: defaultHost, port, facts = {}, secretKeys = {} } = service.connection(name, {});
  const hosts = [name, defaultHost, ...service.derivedNames(name)].map(
    (host) => `${host}.${namespace}.svc.cluster.local`,
  );
  if (
    status.engine !== service.type ||
    !hosts.includes(status.host ?? '') ||
    ![port, service.tls?.port].includes(status.port)
  )
    return undefined;
  const uris = ['http', 'https'].map((scheme) => `${scheme}://${status.host}:${status.port}`);
  const known = Object.keys({ ...facts, uri: '' });
  return {
    host: status.host!,
    port: status.port!,
    ...(hosts.includes(status.poolerHost ?? '') && { poolerHost: status.poolerHost! }),
    facts: selected(
      status.facts,
      (fact, value) =>
        known.includes(fact) && (fact === 'uri' ? uris.includes(value) : plainWord.test(value)),
    ),
    ...secretNameOf('secretName', status.secretName),
    secretKeys: selected(
      status.secretKeys,
      (fact, value) => Object.hasOwn(secretKeys, fact) && plainWord.test(value),
    ),
    ...secretNameOf('caSecret', status.caSecret),
  };
}

function secretNameOf(field: 'secretName' | 'caSecret', name: unknown): ReleaseFacts {
  const isName = typeof name === 'string' && name.length <= 253 && dnsSubdomain.test(name);
  return isName ? { [field]: name } : {};
}

function selected(map: unknown, accepts: (key: string, value: string) => boolean): Record<string, string> {
  const entries = isRecord(map) ? Object.entries(map) : [];
  return Object.fromEntries(
    entries.filter(
      (entry): entry is [string, string] => typeof entry[1] === 'string' && accepts(entry[0], entry[1]),
    ),
  );
}
