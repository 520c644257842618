import { bootstrapClaim } from '../../../../promises/bootstrap-claim/promise.ts';
import { apiVersion } from '../../../../shared/api-version.ts';
import { RequestError } from '../../../../shared/errors.ts';
import { parseObject } from '../../../../shared/kratix/object.ts';
import { parseRequest } from '../../../../shared/promise/parse-request.ts';
import { printYaml } from '../../../../shared/yaml.ts';
import type { Source } from './read-sources.ts';

/** Placement of a request, which a platform must fit. */
export interface PlacementFields {
  readonly environment?: unknown;
  readonly clusterType?: unknown;
  readonly giteaURL?: unknown;
  readonly organization?: unknown;
}

/** Returns the smallest platform that has the environment of a request, for commands that are given none. */
export function smallestPlatform(placement: PlacementFields): Source[] {
  const git = { giteaURL: 'https://git.example.com', organization: 'platform' };
  const { giteaURL = git.giteaURL, organization = git.organization } = placement;
  const fitting = platformWith({ giteaURL, organization }, placement);
  const text = printYaml(isValid(fitting) ? fitting : platformWith(git, placement));
  return [{ name: 'platform', text }];
}

function platformWith(git: object, { environment, clusterType = 'nonprod' }: PlacementFields): object {
  return {
    apiVersion,
    kind: bootstrapClaim.kind,
    metadata: { name: 'platform' },
    spec: {
      ...git,
      chartsRepository: { url: 'oci://registry.example.com/charts' },
      gitOps: { clusterType, environments: [environment] },
    },
  };
}

function isValid(platform: object): boolean {
  try {
    parseRequest(bootstrapClaim, parseObject(platform));
    return true;
  } catch (error) {
    if (error instanceof RequestError) return false;
    throw error;
  }
}
