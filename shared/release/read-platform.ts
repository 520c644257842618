import type { Values } from '../helm/chart.ts';
import { isRecord } from '../is-record.ts';
import { hasLoneSurrogate } from '../yaml/characters.ts';
import { dnsLabel } from './names.ts';
import { workloadKinds } from './object-kinds.ts';
import {
  type AllowedChart,
  type BackupDefaults,
  defaultPodSecurity,
  deliveryModes,
  type GatewayReference,
  type NamespaceDefaults,
  type Platform,
  podSecurityLevels,
  type Quantities,
  type Tenant,
  valuesLocations,
} from './platform.ts';
import { type OpenServiceType, openServiceTypes } from './service-types.ts';

/**
 * Reads a platform from the status of a BootstrapClaim. Other clients can change a status, and an older version may have
 * written it: fields with a default may be missing.
 *
 * @returns undefined if the status is malformed
 */
export function readPlatform(value: unknown): Platform | undefined {
  try {
    return hasLoneSurrogate(value) ? undefined : platformOf(record(value));
  } catch (error) {
    if (error instanceof Malformed) return undefined;
    throw error;
  }
}

class Malformed extends Error {
  override readonly name = 'Malformed';
}

type Fields = Readonly<Record<string, unknown>>;

function platformOf(fields: Fields): Platform {
  const charts = record(fields['chartsRepository']);
  const gitOps = record(fields['gitOps']);
  const { stateStore, voltran } = record(fields['repositories']);
  return {
    giteaURL: text(fields['giteaURL']),
    organization: text(fields['organization']),
    // `voltran` is the former name of the field, which an older version wrote.
    repositories: { stateStore: text(voltran ?? stateStore) },
    chartsRepository: {
      type: 'oci',
      url: text(charts['url']),
      ...optional('version', charts['version'], text),
      versions: map(charts['versions'], text),
      ...optional('environments', charts['environments'], (pins) => map(pins, (one) => map(one, text))),
      ...optional('allowed', charts['allowed'], (allowed) => entries(allowed).map(allowedChartOf)),
      plainHTTP: flag(charts['plainHTTP']),
    },
    ...optional('imageRegistry', fields['imageRegistry'], text),
    ...optional('imageDigests', fields['imageDigests'], (digests) => ({
      always: flag(record(digests)['always']),
      ...optional('registries', record(digests)['registries'], list),
    })),
    ...optional('imageMirror', fields['imageMirror'], text),
    ...optional('imagePullSecrets', fields['imagePullSecrets'], list),
    gitOps: {
      branch: text(gitOps['branch']),
      clusterType: label(gitOps['clusterType']),
      environments: list(gitOps['environments']).map(label),
      ...optional('production', gitOps['production'], flag),
      namespaces: list(gitOps['namespaces'] ?? []),
      ...optional('values', gitOps['values'], (location) => oneOf(valuesLocations, location)),
      ...optional('delivery', gitOps['delivery'], (mode) => oneOf(deliveryModes, mode)),
    },
    destination: destinationOf(record(fields['destination'])),
    ...optional('storageClass', fields['storageClass'], text),
    ...optional('ingress', fields['ingress'], (ingress) => ({
      ...optional('className', record(ingress)['className'], text),
      ...optional('domain', record(ingress)['domain'], text),
      ...optional('gateway', record(ingress)['gateway'], gatewayOf),
    })),
    ...optional('backup', fields['backup'], backupOf),
    monitoring: flag(fields['monitoring']),
    ...optional('monitoringLabels', fields['monitoringLabels'], (labels) => map(labels, text)),
    ...optional('keda', fields['keda'], flag),
    ...optional('catalog', fields['catalog'], flag),
    operators: list(fields['operators'] ?? []),
    ...optional('installs', fields['installs'], list),
    ...optional('installedOperators', fields['installedOperators'], list),
    ...optional('allowedAnnotations', fields['allowedAnnotations'], list),
    ...optional('tenants', fields['tenants'], (tenants) => entries(tenants).map(tenantOf)),
    ...optional('priorityClasses', fields['priorityClasses'], list),
    ...optional('imageRegistries', fields['imageRegistries'], list),
    ...optional('serviceTypes', fields['serviceTypes'], serviceTypesOf),
    podSecurity: oneOf(podSecurityLevels, fields['podSecurity'] ?? defaultPodSecurity),
    ...optional('credentials', fields['credentials'], (credentials) =>
      optional('allowLiterals', record(credentials)['allowLiterals'], flag),
    ),
    ...optional('namespaceDefaults', fields['namespaceDefaults'], namespaceDefaultsOf),
    values: map(fields['values'], (values) => record(values) as Values),
  };
}

function gatewayOf(value: unknown): GatewayReference {
  const { name, namespace, sectionName, tls } = record(value);
  return {
    name: text(name),
    namespace: text(namespace),
    ...optional('sectionName', sectionName, text),
    tls: flag(tls),
  };
}

function backupOf(value: unknown): BackupDefaults {
  const { required, destination, secretName } = record(value);
  return {
    required: flag(required),
    ...optional('destination', destination, text),
    ...optional('secretName', secretName, text),
  };
}

function destinationOf({ server, name }: Fields): Platform['destination'] {
  return server === undefined ? { name: text(name) } : { server: text(server) };
}

function allowedChartOf(value: unknown): AllowedChart {
  const { name, versions, kinds, productionValues } = record(value);
  return {
    name: text(name),
    ...optional('versions', versions, list),
    ...optional('productionValues', productionValues, flag),
    kinds: list(kinds ?? [...workloadKinds]),
  };
}

function tenantOf(value: unknown): Tenant {
  const fields = record(value);
  return {
    name: label(fields['name']),
    requestNamespaces: list(fields['requestNamespaces']),
    ...optional('groups', fields['groups'], list),
    ...optional('environments', fields['environments'], list),
    ...optional('namespaces', fields['namespaces'], list),
    ...optional('hosts', fields['hosts'], list),
    ...optional('charts', fields['charts'], list),
    ...optional('serviceTypes', fields['serviceTypes'], serviceTypesOf),
    ...optional('serviceAccountAnnotations', fields['serviceAccountAnnotations'], (rules) =>
      map(rules, text),
    ),
    ...optional('quota', fields['quota'], (quota) => map(quota, number)),
    ...optional('namespaceDefaults', fields['namespaceDefaults'], namespaceDefaultsOf),
  };
}

function serviceTypesOf(value: unknown): OpenServiceType[] {
  return entries(value).map((type) => oneOf(openServiceTypes, type));
}

function namespaceDefaultsOf(value: unknown): NamespaceDefaults {
  const fields = record(value);
  return {
    ...optional('quota', fields['quota'], quantities),
    ...optional('limits', fields['limits'], (limits) => map(limits, quantities)),
    ...optional('networkPolicy', fields['networkPolicy'], (policy) => ({
      denyIngress: flag(record(policy)['denyIngress']),
      allowedNamespaces: list(record(policy)['allowedNamespaces'] ?? []),
    })),
  };
}

function quantities(value: unknown): Quantities {
  return map(value, (amount) => (typeof amount === 'number' ? amount : text(amount)));
}

function record(value: unknown): Fields {
  if (!isRecord(value)) throw new Malformed();
  return value;
}

function text(value: unknown): string {
  if (typeof value !== 'string') throw new Malformed();
  return value;
}

/** Reads a name that becomes a segment of paths in the state store. */
function label(value: unknown): string {
  const name = text(value);
  if (!dnsLabel.test(name)) throw new Malformed();
  return name;
}

function oneOf<Choice>(choices: readonly Choice[], value: unknown): Choice {
  const found = choices.find((one) => one === value);
  if (found === undefined) throw new Malformed();
  return found;
}

function flag(value: unknown = false): boolean {
  if (typeof value !== 'boolean') throw new Malformed();
  return value;
}

function number(value: unknown): number {
  if (typeof value !== 'number') throw new Malformed();
  return value;
}

function list(value: unknown): string[] {
  return entries(value).map(text);
}

function entries(value: unknown): unknown[] {
  if (!Array.isArray(value)) throw new Malformed();
  return value;
}

function map<T>(value: unknown, read: (value: unknown) => T): Record<string, T> {
  const fields = Object.entries(record(value ?? {}));
  return Object.fromEntries(fields.map(([key, item]) => [key, read(item)]));
}

function optional<Key extends string, T>(
  key: Key,
  value: unknown,
  read: (value: unknown) => T,
): { readonly [name in Key]?: T } {
  return value === undefined ? {} : ({ [key]: read(value) } as { readonly [name in Key]?: T });
}
