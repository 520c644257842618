import { type Problem, problem, RequestError } from '../../shared/errors.ts';
import { stringAt, valueAt } from '../../shared/release/value-access.ts';
import type { Plan } from './plan-release.ts';

/**
 * Refuses two releases of a request with the same host and path: the ingress controller would choose one of them.
 *
 * @throws RequestError `InvalidValues`
 */
export function checkHosts(plans: readonly Plan[]): void {
  const owners = new Map<string, string>();
  const problems: Problem[] = [];
  for (const { release, merged } of plans) {
    const host = stringAt(merged, 'ingress.host');
    if (valueAt(merged, 'ingress.enabled') !== true || host === undefined) continue;
    const address = addressOf(host, stringAt(merged, 'ingress.path'));
    const owner = owners.get(address);
    if (owner === undefined) owners.set(address, release.name);
    else {
      const message = `The address ${address} belongs to "${owner}" too; use another host or path`;
      problems.push(problem(`${release.path}.ingress`, message));
    }
  }
  if (problems.length > 0) throw new RequestError('InvalidValues', problems);
}

function addressOf(host: string, path = '/'): string {
  return `${host.toLowerCase().replace(/\.$/, '')}${path === '/' ? path : path.replace(/\/+$/, '')}`;
}
