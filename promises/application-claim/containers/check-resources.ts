import { type Problem, problem } from '../../../shared/errors.ts';
import type { Values } from '../../../shared/helm/chart.ts';
import { isMap } from '../../../shared/helm/layers.ts';
import { valuePath } from '../../../shared/helm/value-path.ts';
import { limitProblems } from '../../../shared/promise/item-resources.ts';
import { parseQuantity } from '../../../shared/release/quantity.ts';
import { valueAt } from '../../../shared/release/value-access.ts';
import { scalarText } from '../../../shared/scalar-text.ts';
import { allowsOvercommit, amountProblem, resourceNameProblem } from './resource-names.ts';

/** Reports the resource problems of a container that the application does not have: amounts default to the application's. */
export function furtherResourceProblems(container: Values, application: Values): Problem[] {
  const inherited = resourceProblems(application);
  return resourceProblems(container).filter(
    ({ path, message }) => !inherited.some((one) => one.path === path && one.message === message),
  );
}

/** Reports resources of a container that the API server would refuse (Kubernetes, `validateResourceRequirements`). */
export function resourceProblems(container: Values): Problem[] {
  const [requests, limits] = [amountsOf(container, 'requests'), amountsOf(container, 'limits')];
  const names = new Set([...limits.keys(), ...requests.keys()]);
  const others = [...names].filter((name) => name !== 'cpu' && name !== 'memory');
  return [
    ...limitProblems(container),
    ...others.flatMap((name) =>
      amountProblems(name, { request: requests.get(name), limit: limits.get(name) }),
    ),
    ...hugePageProblems(names),
  ];
}

function amountsOf(container: Values, part: 'requests' | 'limits'): Map<string, string> {
  const amounts = valueAt(container, `resources.${part}`);
  const entries = isMap(amounts) ? Object.entries(amounts) : [];
  return new Map(entries.flatMap(([name, value]) => (value === null ? [] : [[name, scalarText(value)]])));
}

interface Amounts {
  readonly request: string | undefined;
  readonly limit: string | undefined;
}

function amountProblems(name: string, { request, limit }: Amounts): Problem[] {
  const at = (part: string): string => valuePath(['resources', part, name]);
  const first = limit === undefined ? 'requests' : 'limits';
  const ofName = resourceNameProblem(name);
  if (ofName !== undefined) return [problem(at(first), ofName)];
  const ofAmount = amountProblem(name, limit ?? request ?? '');
  if (ofAmount !== undefined) return [problem(at(first), ofAmount)];
  if (request === undefined) return [];
  if (limit === undefined) {
    const message = `${name} needs a limit of the same amount; set limits, and requests follow`;
    return allowsOvercommit(name) ? [] : [problem(at('requests'), message)];
  }
  const [low, high] = [parseQuantity(request), parseQuantity(limit)];
  if (low === undefined || high === undefined || low === high) return [];
  if (!allowsOvercommit(name)) {
    const message = `The limit ${limit} differs from the request ${request}; set only the limit, and the request follows`;
    return [problem(at('limits'), message)];
  }
  if (low < high) return [];
  const message = `The limit ${limit} is below the request ${request}; raise the limit or lower the request`;
  return [problem(at('limits'), message)];
}

function hugePageProblems(names: ReadonlySet<string>): Problem[] {
  const hasHugePages = [...names].some((name) => name.startsWith('hugepages-'));
  if (!hasHugePages || names.has('cpu') || names.has('memory')) return [];
  return [problem('resources', 'Huge pages need an amount of cpu or memory; set one of them')];
}
