import { definitions } from '../../promises/index.ts';
import { forEvery, RequestError } from '../../shared/errors.ts';
import type { KubernetesObject } from '../../shared/kubernetes-object.ts';
import { nearest } from '../../shared/nearest.ts';
import { group, type PromiseDefinition, version } from '../../shared/promise/define-promise.ts';
import { renamedKinds } from '../../shared/promise/older-shapes.ts';
import { parseRequest } from '../../shared/promise/parse-request.ts';

/**
 * The Promise that an object is a request of, by its kind. Its version is checked with its text, so that a request
 * of an older version is told at once where each of its fields moved.
 *
 * @throws RequestError `UnknownKind` with the kinds that are served
 */
export function definitionOf(object: KubernetesObject): PromiseDefinition {
  const { apiVersion, kind } = object;
  const isOurs = apiVersion.startsWith(`${group}/`);
  const definition = definitions.find((candidate) => candidate.kind === kind);
  if (isOurs && definition !== undefined) return definition;
  const kinds = definitions.map((candidate) => candidate.kind);
  const served = `served are ${kinds.join(', ')} of ${group}/${version}`;
  if (!isOurs) {
    const message = `'${apiVersion}' is not ours: ${served}`;
    throw new RequestError('UnknownKind', [{ path: 'apiVersion', message }]);
  }
  const renamed = Object.hasOwn(renamedKinds, kind) ? renamedKinds[kind] : undefined;
  const near = renamed ?? nearest(kind, kinds);
  const hint = near === undefined ? '' : `did you mean '${near}'? `;
  const message = `Kind '${kind}' is not served: ${hint}${served}`;
  const unknown = new RequestError('UnknownKind', [{ path: 'kind', message }]);
  const heir = definitions.find((candidate) => candidate.kind === renamed);
  if (heir === undefined) throw unknown;
  // Of an older kind every other field is told at the same time, as the kind that it has become.
  const refuse = (): never => {
    throw unknown;
  };
  const steps = [refuse, () => parseRequest(heir, { ...object, kind: heir.kind })];
  forEvery(steps, (step) => step());
  throw unknown;
}
