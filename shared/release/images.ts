import { type Problem, problem } from '../errors.ts';
import type { Value, Values } from '../helm/chart.ts';
import { isMap, ownValue } from '../helm/layers.ts';
import { valuePath } from '../helm/value-path.ts';
import { matchesGlob } from './glob.ts';
import { isRegistryHost } from './image-source.ts';
import { keyOf, listValues, type Steps, valueAt, valueAtSteps } from './value-access.ts';

/** Patterns of image repositories, with the values that decide which image a chart uses. */
export interface ImageContext {
  /** Patterns in which `*` matches any string. */
  readonly allowed: readonly string[];
  /** Values that the templates of the chart see. */
  readonly effective: Values;
  /** Merged values of the layers below the request: a key that they lack may have no effect on the chart. */
  readonly below: Values;
}

/**
 * Returns a problem for each image that a request may not use, by value path. Reads the common conventions: a reference
 * as a string, an object with `registry` and `repository` (or `name`), and a registry for all images such as
 * `global.imageRegistry`. Where a chart could use one of several images, each must be allowed.
 *
 * @param values values that a request sets
 */
export function imageProblems(values: Values, context: ImageContext): Problem[] {
  return listValues(values).flatMap(({ steps, value }) => {
    const message = isMap(value)
      ? mapProblem(value, { ...context, steps })
      : textProblem(value, { ...context, steps });
    return message === undefined ? [] : [problem(valuePath(steps), message)];
  });
}

/** Context of a value, with the steps that lead to it. */
type ValueContext = ImageContext & { readonly steps: Steps };

const referenceKey = /images?(?:_?(?:name|repository|repo|ref|reference))?$/i;
const registryKey = /image_?registry$/i;

/** Keys in an object of several images that are not images. */
const partKey = /registry|repository|tag|digest|policy|secret|version|suffix/i;

/** Returns the problem of a string that is an image, or a registry of all images. */
function textProblem(value: Value, { steps, allowed, effective, below }: ValueContext): string | undefined {
  const key = keyOf(steps);
  if (registryKey.test(key)) {
    const former = valueAtSteps(below, steps);
    if (isText(value)) return refusal([`${value}/`], allowed);
    return isText(former) ? `Would remove the registry "${former}" from the images; keep it` : undefined;
  }
  const isReference = referenceKey.test(key) || (isInImages(steps) && !partKey.test(key));
  if (!isReference || !isText(value)) return undefined;
  return refusal(referencesOf(withoutTag(value), { effective, below, steps: steps.slice(0, -1) }), allowed);
}

/** Returns the references that a chart could use for a string beside a registry. */
function referencesOf(
  reference: string,
  { effective, below, steps }: Pick<ValueContext, 'effective' | 'below' | 'steps'>,
): string[] {
  const beside = mapAt(effective, steps);
  const key = ['registry', 'imageRegistry'].find((one) => isText(ownValue(beside, one)));
  if (key === undefined) return [reference];
  const joined = `${ownValue(beside, key)}/${reference}`;
  const isCertain = !hasRegistry(reference) && Object.hasOwn(mapAt(below, steps), key);
  return isCertain ? [joined] : [joined, reference];
}

function isInImages(steps: Steps): boolean {
  return /images$/i.test(keyOf(steps.slice(0, -1)));
}

/** Returns the problem of an object that is an image. */
function mapProblem(value: Values, context: ValueContext): string | undefined {
  const { steps, effective, below, allowed } = context;
  const image = mapAt(effective, steps);
  if (!setsImage(value, steps) || !isImage(image, steps)) return undefined;
  const own = mapAt(below, steps);
  const repositories = repositoriesOf(value, { image, own });
  const registries = registriesOf({ image, own }, context);
  return refusal(
    registries.flatMap((registry) =>
      repositories.map((name) => (registry === '' ? name : `${registry}/${name}`)),
    ),
    allowed,
  );
}

/** Returns true if a request sets a part of an image that decides which one it is. */
function setsImage(value: Values, steps: Steps): boolean {
  if (['registry', 'repository'].some((key) => Object.hasOwn(value, key))) return true;
  return Object.hasOwn(value, 'name') && (/image$/i.test(keyOf(steps)) || isInImages(steps));
}

function isImage(image: Values, steps: Steps): boolean {
  if (/(?:secret|credential)s?$/i.test(keyOf(steps))) return false;
  return (
    steps.some((step) => /image/i.test(String(step))) ||
    ['tag', 'digest', 'pullPolicy', 'imagePullPolicy'].some((key) => Object.hasOwn(image, key))
  );
}

/** Image as the templates see it, and as the layers below the request set it. */
interface Layers {
  readonly image: Values;
  readonly own: Values;
}

/** Returns the repositories that a chart could use; an empty string for any, if the request sets a registry alone. */
function repositoriesOf(value: Values, { image, own }: Layers): string[] {
  const repository = ownValue(image, 'repository');
  const name = ownValue(image, 'name');
  const isNamed = isText(name) && Object.hasOwn(value, 'name');
  if (!isText(repository)) {
    if (isText(name)) return [name];
    return isText(ownValue(value, 'registry')) ? [''] : [];
  }
  if (!isNamed)
    return Object.hasOwn(value, 'repository') || Object.hasOwn(value, 'registry') ? [repository] : [];
  const joined = [repository, `${repository}/${name}`];
  return Object.hasOwn(own, 'repository') ? joined : [...joined, name];
}

/** Returns the registries that a chart could put before the repository; an empty string for none. */
function registriesOf({ image, own }: Layers, { effective, below }: ImageContext): string[] {
  const isDeclared = Object.hasOwn(own, 'registry');
  const registry = ownValue(image, 'registry');
  const text = isText(registry) ? registry : '';
  const ofAll = valueAt(effective, 'global.imageRegistry');
  const found = isDeclared || text === '' ? [text] : [text, ''];
  if (!isText(ofAll)) return found;
  // Charts with the value `global.imageRegistry` prefer it to the registry of an image (Bitnami, `common.images.image`).
  const overrides = isDeclared && Object.hasOwn(mapAt(below, ['global']), 'imageRegistry');
  return overrides ? [ofAll] : [ofAll, ...found];
}

/** Returns why not every repository is allowed; undefined if they are. */
function refusal(repositories: readonly string[], allowed: readonly string[]): string | undefined {
  const patterns = allowed.map(patternWithRegistry);
  const refused = repositories
    .map(withRegistry)
    .find((repository) => !patterns.some((pattern) => matchesGlob(pattern, repository)));
  if (refused === undefined) return undefined;
  return `Image repository "${refused}" is not allowed; allowed: ${allowed.join(', ') || 'none'}`;
}

function withoutTag(reference: string): string {
  return reference.replace(/@.*$/, '').replace(/:[^/:]*$/, '');
}

function hasRegistry(repository: string): boolean {
  const [first = '', ...rest] = repository.split('/');
  return rest.length > 0 && isRegistryHost(first);
}

/** Returns a repository with its registry, and the images of Docker with their folder `library`. */
function withRegistry(repository: string): string {
  const full = hasRegistry(repository) ? repository : `docker.io/${repository}`;
  return full.replace(/^docker\.io\/(?=[^/]+$)/, 'docker.io/library/');
}

/** Returns a pattern that matches full repositories: `acme/*` becomes `docker.io/acme/*`. */
function patternWithRegistry(pattern: string): string {
  if (!pattern.includes('*')) return withRegistry(pattern);
  const [first = ''] = pattern.split('/');
  return first.includes('*') || hasRegistry(pattern) ? pattern : `docker.io/${pattern}`;
}

function mapAt(values: Values, steps: Steps): Values {
  const value = valueAtSteps(values, steps);
  return isMap(value) ? value : {};
}

function isText(value: Value | undefined): value is string {
  return typeof value === 'string' && value !== '';
}
