import { collect, RequestError } from '../../shared/errors.ts';
import type { PromiseDefinition, Request } from '../../shared/promise/define-promise.ts';
import { checkImmutableFields } from '../../shared/release/data-safety.ts';
import type { ExistingRequest } from '../../shared/release/existing-request.ts';
import {
  deliveredPlatforms,
  type Placement,
  type PlacementContext,
  type PlacementSpec,
  releaseNamespace,
  resolvePlacement,
} from '../../shared/release/placement.ts';

/**
 * Returns the placement of a request. If the items of the request are namespaces, it is that of the first one, and each
 * namespace is checked.
 *
 * @throws RequestError of the environment or of a namespace, and for a change of a delivered one
 */
export function findPlacement(
  definition: Pick<PromiseDefinition, 'namespaceList' | 'placement'>,
  request: Request<unknown>,
  requests: readonly ExistingRequest[],
): Placement {
  const { namespaceList } = definition;
  const spec = definition.placement?.(request.spec) ?? (request.spec as PlacementSpec);
  const context = {
    platforms: deliveredPlatforms(requests),
    requestNamespace: request.namespace,
    deliveredNamespace: request.delivered.releases[0]?.namespace,
  };
  if (namespaceList !== undefined) return placeNamespaces(namespaceList, request, context);
  const { environment } = spec;
  const namespace = releaseNamespace(spec, context);
  return collect((attempt) => {
    attempt(() => checkImmutableFields({ environment, namespace }, request.delivered));
    return attempt(() => resolvePlacement(spec, context))!;
  });
}

function placeNamespaces(
  list: string,
  { spec, delivered }: Request<unknown>,
  context: PlacementContext,
): Placement {
  const placed = spec as PlacementSpec & Readonly<Record<string, readonly { readonly name: string }[]>>;
  const { environment } = placed;
  const before = delivered.environment === undefined ? {} : { environment: delivered.environment };
  return withoutRepetition(() =>
    collect((attempt) => {
      attempt(() => checkImmutableFields({ environment, namespace: '' }, { ...before, releases: [] }));
      const placements = placed[list]!.map(({ name }, index) =>
        attempt(() =>
          atItem(`spec.${list}[${index}].name`, () =>
            resolvePlacement({ ...placed, namespace: name }, context),
          ),
        ),
      );
      return placements[0]!;
    }),
  );
}

/** Moves problems of `spec.namespace` to the name of the item. */
function atItem<Result>(path: string, resolve: () => Result): Result {
  try {
    return resolve();
  } catch (error) {
    if (!(error instanceof RequestError)) throw error;
    const problems = error.problems.map((one) =>
      one.path === 'spec.namespace'
        ? { path, message: one.message.replace('; set spec.namespace', '') }
        : one,
    );
    throw new RequestError(error.reason, problems);
  }
}

/** Reports a problem that all items share once. */
function withoutRepetition<Result>(run: () => Result): Result {
  try {
    return run();
  } catch (error) {
    if (!(error instanceof RequestError)) throw error;
    const distinct = new Map(error.problems.map((one) => [JSON.stringify(one), one]));
    throw new RequestError(error.reason, [...distinct.values()], { cause: error });
  }
}
