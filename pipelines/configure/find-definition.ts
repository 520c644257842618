import { definitions } from '../../promises/index.ts';
import { group, version } from '../../shared/api-version.ts';
import { mergeRefusals, problem, RequestError } from '../../shared/errors.ts';
import type { KubernetesObject } from '../../shared/kubernetes-object.ts';
import { choicesHint, nearest } from '../../shared/nearest.ts';
import type { PromiseDefinition } from '../../shared/promise/define-promise.ts';
import { convertHint, renamedKinds } from '../../shared/promise/legacy-fields.ts';
import { parseRequest } from '../../shared/promise/parse-request.ts';

/**
 * Returns the Promise of a request, by its kind. `parseRequest()` checks the version, so that the refusal of an older
 * version also reports moved fields.
 *
 * @throws RequestError `UnknownKind` with the supported kinds; for a renamed kind also with every other problem
 */
export function findDefinition(object: KubernetesObject): PromiseDefinition {
  const { apiVersion, kind } = object;
  const kinds = definitions.map((candidate) => candidate.kind);
  if (!apiVersion.startsWith(`${group}/`)) {
    throw unknownKind(
      'apiVersion',
      `Unsupported API group "${apiVersion}"; use ${group}/${version} with a kind of ${kinds.join(', ')}`,
    );
  }
  const definition = definitions.find((candidate) => candidate.kind === kind);
  if (definition !== undefined) return definition;
  const newKind = Object.hasOwn(renamedKinds, kind) ? renamedKinds[kind] : undefined;
  const hint =
    newKind === undefined
      ? choicesHint(nearest(kind, kinds), { label: 'supported', choices: kinds.join(', ') })
      : `; did you mean "${newKind}"? Use it${convertHint}`;
  const unknown = unknownKind('kind', `Unsupported kind "${kind}"${hint}`);
  const renamedDefinition = definitions.find((candidate) => candidate.kind === newKind);
  if (renamedDefinition !== undefined) throw withOtherProblems(unknown, object, renamedDefinition);
  throw unknown;
}

function unknownKind(path: string, message: string): RequestError {
  return new RequestError('UnknownKind', [problem(path, message)]);
}

/** Adds the problems of the object as a request of the renamed kind. */
function withOtherProblems(
  unknown: RequestError,
  object: KubernetesObject,
  definition: PromiseDefinition,
): RequestError {
  try {
    parseRequest(definition, { ...object, kind: definition.kind });
    return unknown;
  } catch (error) {
    if (error instanceof RequestError) return mergeRefusals(unknown, error);
    throw error;
  }
}
