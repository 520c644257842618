import type { Quantities } from '../../shared/release/platform.ts';

/** Names of the profiles, the smallest first. */
export const profileNames = ['dev', 'stage', 'prod'] as const;

/** Size of a namespace. */
export type Profile = (typeof profileNames)[number];

/** Quota of a namespace, and the amounts of a container that sets none. */
interface ProfileAmounts {
  readonly quota: Quantities;
  readonly container: Readonly<Record<'cpu' | 'memory', string>>;
}

/** Objects of each profile. Operators create many of them: a namespace with platform services has no such limit. */
export const objectCounts: Quantities = { services: '10', secrets: '20', configmaps: '20' };

/** Amounts of each profile. */
export const profiles: Readonly<Record<Profile, ProfileAmounts>> = {
  dev: {
    quota: amounts({ requests: ['1', '2Gi'], limits: ['2', '4Gi'], pods: '10', volumes: '5' }),
    container: { cpu: '500m', memory: '512Mi' },
  },
  stage: {
    quota: amounts({ requests: ['2', '4Gi'], limits: ['4', '8Gi'], pods: '30', volumes: '5' }),
    container: { cpu: '500m', memory: '512Mi' },
  },
  prod: {
    quota: amounts({ requests: ['4', '8Gi'], limits: ['8', '16Gi'], pods: '50', volumes: '10' }),
    container: { cpu: '1', memory: '1Gi' },
  },
};

function amounts({
  requests,
  limits,
  pods,
  volumes,
}: {
  readonly requests: readonly [cpu: string, memory: string];
  readonly limits: readonly [cpu: string, memory: string];
  readonly pods: string;
  readonly volumes: string;
}): Quantities {
  return {
    'requests.cpu': requests[0],
    'requests.memory': requests[1],
    'limits.cpu': limits[0],
    'limits.memory': limits[1],
    pods,
    persistentvolumeclaims: volumes,
  };
}
