import { mergeRefusals, RequestError, UnavailableError } from '../../shared/errors.ts';
import type { KubernetesObject } from '../../shared/kubernetes-object.ts';
import type { PromiseDefinition, Request } from '../../shared/promise/define-promise.ts';
import { parseRequest } from '../../shared/promise/parse-request.ts';
import { validPart } from '../../shared/promise/valid-part.ts';
import { hasLoneSurrogate } from '../../shared/yaml/characters.ts';

/** Runs the stages after parsing. */
export type LaterStages = (request: Request<unknown>) => Promise<unknown>;

/**
 * Parses a request. For an invalid one, also runs the later stages on its valid part, so that a requester sees every
 * problem at once.
 *
 * @throws RequestError with the problems of the request itself, then those of the later stages
 */
export async function parseOrRefuse(
  definition: PromiseDefinition,
  object: KubernetesObject,
  run: LaterStages,
): Promise<Request<unknown>> {
  try {
    return parseRequest(definition, object);
  } catch (error) {
    if (!(error instanceof RequestError)) throw error;
    const part =
      isIdentified(error) && !hasLoneSurrogate(object.spec) ? validPart(definition, object) : undefined;
    const later = part && (await catchRefusal(() => run(part.request)));
    if (later === undefined) throw error;
    throw mergeRefusals(error, {
      problems: later.problems.flatMap((problem) => part?.locate(problem) ?? []),
    });
  }
}

const identity = ['apiVersion', 'metadata.name', 'metadata.namespace'];

/** Returns true if the request has a valid name and version, which the later stages need. */
function isIdentified({ problems }: RequestError): boolean {
  return problems.every(({ path }) => !identity.includes(path));
}

/** Returns the refusal of a run. A server that does not answer hides no known problem. */
async function catchRefusal(run: () => Promise<unknown>): Promise<RequestError | undefined> {
  try {
    await run();
    return undefined;
  } catch (error) {
    if (error instanceof RequestError) return error;
    if (error instanceof UnavailableError) return undefined;
    throw error;
  }
}
