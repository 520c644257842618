import { type Problem, problem } from '../../../shared/errors.ts';
import type { Value, Values } from '../../../shared/helm/chart.ts';
import { isMap } from '../../../shared/helm/layers.ts';
import { parseAddress } from '../../../shared/ip-address.ts';
import { valueAt } from '../../../shared/release/value-access.ts';

/** Reports addresses in `hostAliases` and `dnsConfig` that the API server refuses. */
export function checkNameResolution(merged: Values): Problem[] {
  const entries = (path: string): readonly Value[] => {
    const list = valueAt(merged, path);
    return Array.isArray(list) ? list : [];
  };
  const addresses = [
    ...entries('hostAliases').map((alias, index) => ({
      path: `hostAliases[${index}].ip`,
      value: isMap(alias) ? alias['ip'] : undefined,
    })),
    ...entries('dnsConfig.nameservers').map((value, index) => ({
      path: `dnsConfig.nameservers[${index}]`,
      value,
    })),
  ];
  return addresses.flatMap(({ path, value }) =>
    typeof value === 'string' && parseAddress(value) === undefined
      ? [problem(path, `Invalid IP address "${value}"; use IPv4 or IPv6`)]
      : [],
  );
}
