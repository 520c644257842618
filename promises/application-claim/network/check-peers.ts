import { type Problem, problem } from '../../../shared/errors.ts';
import type { Value, Values } from '../../../shared/helm/chart.ts';
import { isMap } from '../../../shared/helm/layers.ts';
import { isPartOf, parseRange } from '../../../shared/ip-address.ts';
import type { NamespaceDefaults } from '../../../shared/release/platform.ts';
import { valueAt } from '../../../shared/release/value-access.ts';
import { scalarText } from '../../../shared/scalar-text.ts';

const listOf = (values: Values, path: string): readonly Value[] => {
  const list = valueAt(values, path);
  return Array.isArray(list) ? list : [];
};

/** Reports parts of a network policy that the API server refuses, and named ports that the application does not have. */
export function checkPeers(merged: Values): Problem[] {
  return ['networkPolicy.from', 'networkPolicy.to'].flatMap((list) =>
    listOf(merged, list).flatMap((peer, index) => {
      if (!isMap(peer)) return [];
      const at = `${list}[${index}]`;
      return [
        ...rangeProblems(peer, at),
        ...(list === 'networkPolicy.from' ? portProblems(peer, { at, merged }) : []),
      ];
    }),
  );
}

function rangeProblems(peer: Values, at: string): Problem[] {
  const { cidr } = peer;
  if (typeof cidr !== 'string') return [];
  const range = parseRange(cidr);
  const advice = 'use the first address of the range and its prefix, such as "10.0.0.0/8"';
  if (range === undefined) return [problem(`${at}.cidr`, `Invalid CIDR "${cidr}"; ${advice}`)];
  return listOf(peer, 'except').flatMap((one, index) => {
    const part = parseRange(scalarText(one));
    const where = `${at}.except[${index}]`;
    if (part === undefined) return [problem(where, `Invalid CIDR "${scalarText(one)}"; ${advice}`)];
    return isPartOf(part, range) ? [] : [problem(where, `"${scalarText(one)}" is not a part of "${cidr}"`)];
  });
}

function portProblems(
  peer: Values,
  { at, merged }: { readonly at: string; readonly merged: Values },
): Problem[] {
  const names = listOf(merged, 'ports').flatMap((port) => (isMap(port) ? [port['name']] : []));
  return listOf(peer, 'ports').flatMap((port, index) => {
    const wanted = isMap(port) ? port['port'] : undefined;
    if (typeof wanted !== 'string' || names.includes(wanted)) return [];
    const known =
      names.length === 0 ? 'it has no ports' : `its ports are ${names.map(scalarText).join(', ')}`;
    return [problem(`${at}.ports[${index}].port`, `The application has no port "${wanted}"; ${known}`)];
  });
}

/** Returns warnings about callers that a network policy excludes or admits against its purpose. */
export function peerWarnings(
  merged: Values,
  { namespace, defaults }: { readonly namespace: string; readonly defaults: NamespaceDefaults | undefined },
): string[] {
  if (!listOf(merged, 'networkPolicy.policyTypes').includes('Ingress')) return [];
  const byPlatform = defaults?.networkPolicy;
  if (byPlatform?.denyIngress) {
    return [
      `networkPolicy.from adds to the NetworkPolicy of the platform, which admits every pod of namespace "${namespace}"`,
    ];
  }
  const isOutside = (peer: Value): boolean =>
    isMap(peer) && (peer['namespace'] !== undefined || peer['cidr'] !== undefined);
  const needed = ['ingress', 'monitoring'].filter((one) => valueAt(merged, `${one}.enabled`) === true);
  if (needed.length === 0 || listOf(merged, 'networkPolicy.from').some(isOutside)) return [];
  const callers = needed
    .map((one) => (one === 'ingress' ? 'the ingress controller' : 'Prometheus'))
    .join(' and ');
  return [`networkPolicy.from does not admit ${callers}; add the namespace`];
}
