import { definitions } from '../../promises/index.ts';
import { RequestError } from '../../shared/errors.ts';
import { nearest } from '../../shared/nearest.ts';
import { group, type PromiseDefinition, version } from '../../shared/promise/define-promise.ts';
import { renamedKinds } from '../../shared/promise/older-shapes.ts';
import type { KubernetesObject } from '../../shared/release/surroundings.ts';

/**
 * The Promise that an object is a request of, by its kind. Its version is checked with its text, so that a request
 * of an older version is told at once where each of its fields moved.
 *
 * @throws RequestError `UnknownKind` with the kinds that are served
 */
export function definitionOf({ apiVersion, kind }: KubernetesObject): PromiseDefinition {
  const isOurs = apiVersion.startsWith(`${group}/`);
  const definition = definitions.find((candidate) => candidate.kind === kind);
  if (isOurs && definition !== undefined) return definition;
  const kinds = definitions.map((candidate) => candidate.kind);
  const served = `served are ${kinds.join(', ')} of ${group}/${version}`;
  if (!isOurs) {
    const message = `'${apiVersion}' is not ours: ${served}`;
    throw new RequestError('UnknownKind', [{ path: 'apiVersion', message }]);
  }
  const renamed = Object.hasOwn(renamedKinds, kind) ? renamedKinds[kind] : nearest(kind, kinds);
  const hint = renamed === undefined ? '' : `did you mean '${renamed}'? `;
  throw new RequestError('UnknownKind', [
    { path: 'kind', message: `Kind '${kind}' is not served: ${hint}${served}` },
  ]);
}
