import type { Problem } from '../../shared/errors.ts';
import type { Values } from '../../shared/helm/chart.ts';
import { stringAt } from '../../shared/release/value-access.ts';
import { listEntries } from '../../shared/service/list-entries.ts';
import { checkBindings } from './bindings/check-bindings.ts';
import { checkContainers } from './containers/check-containers.ts';
import { furtherContainersOf } from './containers/check-further.ts';
import { resourceProblems } from './containers/check-resources.ts';
import { checkNetwork } from './network/check-network.ts';
import { checkAutoscaling, type DescribeDefault } from './running/check-autoscaling.ts';
import { checkJobs } from './running/check-jobs.ts';
import { checkRollout } from './running/check-rollout.ts';
import { checkMounts } from './storage/check-mounts.ts';
import { statefulProblems } from './storage/persistent-values.ts';

/** Name of an application, and the layers of its values. */
export interface ValuesContext {
  readonly name: string;
  readonly describeDefault: DescribeDefault;
  /** Returns true if the request sets the value at a path. */
  readonly isSet: (path: string) => boolean;
  /** True if the request asks for a persistent volume. */
  readonly isStateful: boolean;
}

/** Reports contradictions in the merged values of an application that the chart's schema cannot express. */
export function checkValues(
  merged: Values,
  { name, describeDefault, isSet, isStateful }: ValuesContext,
): Problem[] {
  return [
    ...resourceProblems(merged),
    ...checkContainers(merged, name),
    ...checkBindings(merged),
    ...checkNetwork(merged),
    ...checkAutoscaling(merged, describeDefault),
    ...checkJobs(merged, name),
    ...checkRollout(merged),
    ...checkMounts(merged),
    ...statefulProblems(merged, { wanted: isStateful, isSet }),
  ];
}

/** Tags that people move to newer images. */
const movingTags = ['latest', 'main', 'master', 'develop', 'dev', 'edge', 'nightly', 'next', 'stable'];

/** Returns warnings about the merged values of an application. */
export function valueWarnings(merged: Values): string[] {
  const own = movingTag(merged);
  const others = [
    ...listEntries(merged, 'jobs').map(({ values }) => ({
      name: `job "${String(values['name'])}"`,
      tag: movingTag(values),
    })),
    ...furtherContainersOf(merged).map(({ values }) => ({
      name: `container "${String(values['name'])}"`,
      tag: movingTag(values),
    })),
  ];
  return [
    ...(own === undefined
      ? []
      : [
          `The image tag "${own}" can change without a delivery; use a fixed tag, a digest or image.resolve: true`,
        ]),
    ...others
      .filter(({ tag }) => tag !== undefined)
      .map(
        ({ name, tag }) =>
          `The image tag "${tag}" of ${name} can change without a delivery; use a fixed tag, a digest or image.resolve: true`,
      ),
  ];
}

/** Returns the tag of an image without a digest, if people usually move it. */
function movingTag(values: Values): string | undefined {
  const tag = stringAt(values, 'image.tag') ?? '';
  return !stringAt(values, 'image.digest') && movingTags.includes(tag) ? tag : undefined;
}
