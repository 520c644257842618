import { type Problem, problem } from '../errors.ts';
import type { Value, Values } from '../helm/chart.ts';
import { isMap } from '../helm/layers.ts';
import { valuePath } from '../helm/value-path.ts';
import { matchesGlob } from './glob.ts';

/**
 * Returns a problem for each image that a request may not use, by value path. Reads maps with a `repository`, with or
 * without a `registry`, and strings, below keys that end in `image`: the forms of our charts, `helm create` and Bitnami.
 *
 * @param values values that a request sets
 * @param allowed patterns of repositories, in which `*` matches any string; undefined for all
 */
export function imageProblems(values: Values, allowed: readonly string[] | undefined): Problem[] {
  return allowed === undefined ? [] : problemsBelow(values, { path: [], allowed });
}

/** Place in the values, with the patterns of the platform. */
interface Place {
  readonly path: readonly (string | number)[];
  readonly allowed: readonly string[];
}

function problemsBelow(value: Value, { path, allowed }: Place): Problem[] {
  if (Array.isArray(value)) {
    return value.flatMap((item, index) => problemsBelow(item, { path: [...path, index], allowed }));
  }
  if (!isMap(value)) return [];
  return Object.entries(value).flatMap(([key, inner]) => {
    const below = { path: [...path, key], allowed };
    if (/image_?registry$/i.test(key) && typeof inner === 'string' && inner !== '') {
      return imageProblem(`${inner}/`, below);
    }
    const repository = /image$/i.test(key) ? repositoryOf(inner) : undefined;
    return repository === undefined ? problemsBelow(inner, below) : imageProblem(repository, below);
  });
}

function imageProblem(repository: string, { path, allowed }: Place): Problem[] {
  if (allowed.some((pattern) => matchesGlob(pattern, repository))) return [];
  const message = `Image repository "${repository}" is not allowed; allowed: ${allowed.join(', ') || 'none'}`;
  return [problem(valuePath(path), message)];
}

/** Returns the repository of an image with its registry, which is docker.io without a host. */
function repositoryOf(image: Value): string | undefined {
  if (typeof image === 'string') {
    return image === '' ? undefined : withRegistry(image.replace(/@.*$/, '').replace(/:[^/:]*$/, ''));
  }
  if (!isMap(image)) return undefined;
  const { registry, repository } = image;
  if (typeof repository !== 'string' || repository === '') {
    return typeof registry === 'string' && registry !== '' ? `${registry}/` : undefined;
  }
  return typeof registry === 'string' && registry !== ''
    ? `${registry}/${repository}`
    : withRegistry(repository);
}

/** The first step of a repository is a registry if it looks like a host (Docker, reference format). */
function withRegistry(repository: string): string {
  const [first = '', ...rest] = repository.split('/');
  return rest.length > 0 && /[.:]|^localhost$/.test(first) ? repository : `docker.io/${repository}`;
}
