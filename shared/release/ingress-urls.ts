import type { Value, Values } from '../helm/chart.ts';
import { isMap } from '../helm/layers.ts';
import { withoutTrailingSlashes } from '../without-trailing-slashes.ts';
import { keyOf, listValues, type Steps, valueAtSteps } from './value-access.ts';

/** Host and path of an ingress: the host in lower case without a trailing dot, the path without a trailing slash. */
export interface Address {
  readonly host: string;
  readonly path: string;
}

/**
 * Returns the URLs of the enabled ingresses of a release, from its merged values. Reads objects below keys that end in
 * `ingress`, `ingresses`, `httpRoute` or `grpcRoute`, and named ones within them: the values of our charts (`host`, `hosts`,
 * `path`, `paths`, `tls`), and those of charts that follow `helm create` or Bitnami (`hosts`, `hostname`, `hostnames`,
 * `extraHosts`, `extraRules`). An ingress without a key that disables it is enabled.
 */
export function ingressUrls(values: Values): string[] {
  const urls = listValues(values).flatMap(({ steps, value }) =>
    isMap(value) && isIngress(steps) && !isBelowDisabled(values, steps) ? urlsOf(value) : [],
  );
  return [...new Set(urls)];
}

const ingressKey = /(?:ingress(?:es)?|(?:http|grpc)routes?)$/i;

/** Returns true for an ingress, one of a list, and a named one such as `ingress.main`. */
function isIngress(steps: Steps): boolean {
  if (ingressKey.test(keyOf(steps))) return true;
  return typeof steps.at(-1) === 'string' && ingressKey.test(String(steps.at(-2)));
}

function isBelowDisabled(values: Values, steps: Steps): boolean {
  const parent = valueAtSteps(values, steps.slice(0, -1));
  return ingressKey.test(String(steps.at(-2))) && isMap(parent) && isDisabled(parent);
}

/** Values that a Go template treats as false (Go, text/template, `IsTrue`). */
const falsy: readonly unknown[] = [undefined, null, false, 0, ''];

/** Keys that turn an ingress on or off. */
const switches = ['enabled', 'create'] as const;

function isDisabled(ingress: Values): boolean {
  return switches.some((key) => Object.hasOwn(ingress, key) && falsy.includes(ingress[key]));
}

function urlsOf(ingress: Values): string[] {
  if (isDisabled(ingress)) return [];
  const { tls } = ingress;
  const scheme = tls === true || (Array.isArray(tls) && tls.length > 0) ? 'https' : 'http';
  const paths = pathsOf(ingress);
  const found = [
    ...['host', 'hostname'].flatMap((key) => paths.flatMap((path) => addressesOf(ingress[key], path))),
    ...['hosts', 'hostnames', 'extraHosts', 'extraRules'].flatMap((list) =>
      listOf(ingress[list]).flatMap((entry) => listedAddresses(entry, paths)),
    ),
  ];
  return found.map(({ host, path }) => `${scheme}://${host}${path}`);
}

/** Returns the address of a URL that `ingressUrls` returned; undefined for any other text. */
export function parseIngressUrl(url: unknown): Address | undefined {
  const [, host, path] = /^https?:\/\/([^/]+)(\/[\s\S]*)$/.exec(String(url)) ?? [];
  return host === undefined || path === undefined ? undefined : { host, path };
}

function listedAddresses(entry: Value, shared: readonly (Value | undefined)[]): Address[] {
  if (!isMap(entry)) return shared.flatMap((path) => addressesOf(entry, path));
  const host = entry['host'] ?? entry['name'];
  return pathsOf(entry).flatMap((path) => addressesOf(host, path));
}

/** Returns the paths of an ingress, of one of its hosts, or of the rules of a route; at least one. */
function pathsOf({ path, paths, rules }: Values): readonly (Value | undefined)[] {
  const listed = listOf(paths).map((one) => (isMap(one) ? one['path'] : one));
  const matched = listOf(rules).flatMap((rule) =>
    listOf(isMap(rule) ? rule['matches'] : undefined).map((match) =>
      isMap(match) && isMap(match['path']) ? match['path']['value'] : undefined,
    ),
  );
  const found = [...listed, ...matched];
  return found.length === 0 ? [path] : found;
}

function addressesOf(host: Value | undefined, path: Value | undefined): Address[] {
  if (typeof host !== 'string' || host === '') return [];
  const text = typeof path === 'string' ? withoutTrailingSlashes(path) : '';
  return [{ host: host.toLowerCase().replace(/\.$/, ''), path: text === '' ? '/' : text }];
}

function listOf(value: Value | undefined): readonly Value[] {
  return Array.isArray(value) ? value : [];
}
