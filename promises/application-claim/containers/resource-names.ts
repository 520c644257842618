import { didYouMean, nearest } from '../../../shared/nearest.ts';
import { parseQuantity } from '../../../shared/release/quantity.ts';

/** Resources of a container that need no domain, besides huge pages (Kubernetes, `standardContainerResources`). */
const standard = ['cpu', 'memory', 'ephemeral-storage'];

const hugePages = 'hugepages-';

const label = '[a-z0-9]([-a-z0-9]*[a-z0-9])?';
/** Name with the domain of its vendor, of an extended resource (Kubernetes, `IsExtendedResourceName`). */
const extended = new RegExp(
  `^(?=.{1,244}/)(?!requests\\.|kubernetes\\.io/)${label}(\\.${label})*/[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$`,
);

/** Returns true if the API server accepts a request that differs from the limit (Kubernetes, `IsOvercommitAllowed`). */
export function allowsOvercommit(resource: string): boolean {
  return isNative(resource) && !resource.startsWith(hugePages);
}

/** Returns the problem of the name of a resource (Kubernetes, `validateContainerResourceName`). */
export function resourceNameProblem(resource: string): string | undefined {
  if (standard.includes(resource) || extended.test(resource)) return undefined;
  if (resource.startsWith(hugePages) && pageSize(resource) !== undefined) return undefined;
  // "gpu" does not mean "cpu".
  const near = nearest(resource, standard.slice(1));
  const advice =
    didYouMean(near) ||
    '; use cpu, memory, ephemeral-storage, one such as "hugepages-2Mi", or a name with the domain of its vendor, such as "nvidia.com/gpu"';
  return `Unknown resource ${JSON.stringify(resource)}${advice}`;
}

/** Returns the problem of an amount of a resource (Kubernetes, `ValidateResourceQuantityValue`). */
export function amountProblem(resource: string, amount: string): string | undefined {
  const value = parseQuantity(amount);
  if (value === undefined) return undefined;
  if (!isNative(resource)) {
    return Number.isInteger(value) ? undefined : `${resource} must be a whole number, found ${amount}`;
  }
  const size = pageSize(resource);
  if (size === undefined || value % size === 0) return undefined;
  return `${resource} must be a multiple of ${resource.slice(hugePages.length)}, found ${amount}`;
}

/** Returns true for a name without a domain, or with one of Kubernetes (Kubernetes, `IsNativeResource`). */
function isNative(resource: string): boolean {
  return !resource.includes('/') || resource.includes('kubernetes.io/');
}

/** Returns the bytes of a huge page; undefined if the name is not that of huge pages. */
function pageSize(resource: string): number | undefined {
  if (!resource.startsWith(hugePages) || resource.length > 63) return undefined;
  const size = parseQuantity(resource.slice(hugePages.length));
  return size !== undefined && size > 0 && Number.isInteger(size) ? size : undefined;
}
