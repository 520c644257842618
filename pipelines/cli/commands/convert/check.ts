import { bootstrapClaim } from '../../../../promises/bootstrap-claim/promise.ts';
import { type Problem, RequestError } from '../../../../shared/errors.ts';
import { isRecord } from '../../../../shared/is-record.ts';
import { parseObject } from '../../../../shared/kratix/object.ts';
import { parseRequest } from '../../../../shared/promise/parse-request.ts';
import { parseRequestYaml } from '../../../../shared/yaml.ts';
import type { Edges } from '../../../configure/configure.ts';
import { findDefinition } from '../../../configure/find-definition.ts';
import type { Source } from '../render/read-sources.ts';
import { render } from '../render/render.ts';
import { smallestPlatform } from '../render/smallest-platform.ts';
import type { Draft } from './draft.ts';
import type { Check } from './leave-out-problems.ts';

/** Platforms and charts that decide what a request may contain. */
export interface CheckOptions {
  /** Files with delivered BootstrapClaims; without one, the smallest platform with the environment of the request. */
  readonly platforms: readonly Source[];
  readonly charts: Omit<Edges, 'requests'>;
}

/** Returns a check of what the pipeline would refuse. */
export function createCheck(options: CheckOptions): Check {
  return async (draft) => {
    const own = ownProblems(draft);
    return own.length > 0 ? own : await deliveryProblems(draft, options);
  };
}

/** Returns the problems that depend on the request alone. */
export function ownProblems(draft: Draft): readonly Problem[] {
  return problemsOf(() => {
    const object = parseObject(parseRequestYaml(draft.toString()));
    parseRequest(findDefinition(object), object);
  });
}

function problemsOf(work: () => void): readonly Problem[] {
  try {
    work();
    return [];
  } catch (error) {
    if (error instanceof RequestError) return error.problems;
    throw error;
  }
}

async function deliveryProblems(
  draft: Draft,
  { platforms, charts }: CheckOptions,
): Promise<readonly Problem[]> {
  const files = [{ name: 'request', text: draft.toString() }];
  // A BootstrapClaim is often an edit of a given platform, so it is checked alone.
  const isPlatform = draft.text(['kind']) === bootstrapClaim.kind;
  const given = platforms.length > 0 ? platforms : smallestPlatform(specOf(draft));
  for await (const { outcome } of render({
    platforms: isPlatform ? [] : given,
    files,
    out: undefined,
    charts,
  })) {
    if (outcome.outcome === 'refused') return outcome.status.failure.problems;
  }
  return [];
}

function specOf(draft: Draft): Readonly<Record<string, unknown>> {
  const value = parseRequestYaml(draft.toString());
  return isRecord(value) && isRecord(value['spec']) ? value['spec'] : {};
}
