import type { Rule } from '../../../shared/promise/rule.ts';
import type { ItemContents } from '../../../shared/release/item-contents.ts';

/** Fields of an application that depend on whether it has a persistent volume. */
interface StatefulFields {
  readonly name: string;
  readonly replicas?: number | undefined;
  readonly autoscaling?: { readonly enabled: boolean } | undefined;
  readonly rollout?: { readonly strategy?: string | undefined } | undefined;
  readonly deletionProtection?: boolean | undefined;
  readonly volumes?: readonly { readonly persistent?: object | undefined }[] | undefined;
}

/** Volumes that the API server protects. */
export const volumeContents: ItemContents = {
  list: 'volumes',
  kind: 'volume',
  where: 'has(entry.persistent)',
};

/** Maximum length of the name: the label with the revision of a pod is this name and eleven more characters. */
const nameLimit = 52;

/** Fields of a rollout that only a Deployment has. */
export const deploymentFields = ['maxSurge', 'maxUnavailable', 'progressDeadlineSeconds'] as const;

/** Messages about an application with a persistent volume. Fields and merged values have the same. */
export const statefulText = {
  replicas: 'A persistent volume allows one pod; set replicas to 0 or 1, or keep the data in a service',
  autoscaling:
    'A persistent volume allows one pod; set autoscaling.enabled: false, or keep the data in a service',
  strategy:
    'rollout.strategy must be Recreate with a persistent volume, whose pod stops before the next one starts',
  rollout: (field: string): string =>
    `rollout.${field} has no effect with a persistent volume, whose pod stops before the next one starts; remove it`,
} as const;

/** Returns true if an application has a volume that outlives its pods. */
export function isStateful({ volumes = [] }: Pick<StatefulFields, 'volumes'>): boolean {
  return volumes.some(({ persistent }) => persistent !== undefined);
}

const celStateful = 'has(self.volumes) && self.volumes.exists(v, has(v.persistent))';

/** Returns the rules of an application with a persistent volume, whose pod cannot run twice. */
export function statefulRules<Application extends StatefulFields>(): Rule<Application>[] {
  const ifStateful = (cel: string): string => `!(${celStateful}) || ${cel}`;
  const isAllowed = (allowed: boolean, item: StatefulFields): boolean => allowed || !isStateful(item);
  const rollout = (item: Application): Readonly<Record<string, unknown>> => item.rollout ?? {};
  return [
    {
      cel: ifStateful(`size(self.name) <= ${nameLimit}`),
      message: `The name is too long for an application with a persistent volume: at most ${nameLimit} characters are allowed`,
      check: (item) => isAllowed(item.name.length <= nameLimit, item),
      path: ['name'],
    },
    {
      cel: ifStateful('!has(self.replicas) || self.replicas <= 1'),
      message: statefulText.replicas,
      check: (item) => isAllowed((item.replicas ?? 1) <= 1, item),
      path: ['replicas'],
    },
    {
      cel: ifStateful('!has(self.autoscaling) || !self.autoscaling.enabled'),
      message: statefulText.autoscaling,
      check: (item) => isAllowed(item.autoscaling?.enabled !== true, item),
      path: ['autoscaling'],
    },
    {
      cel: ifStateful(
        "!has(self.rollout) || !has(self.rollout.strategy) || self.rollout.strategy == 'Recreate'",
      ),
      message: statefulText.strategy,
      check: (item) => isAllowed((item.rollout?.strategy ?? 'Recreate') === 'Recreate', item),
      path: ['rollout', 'strategy'],
    },
    ...deploymentFields.map(
      (field): Rule<Application> => ({
        cel: ifStateful(`!has(self.rollout) || !has(self.rollout.${field})`),
        message: statefulText.rollout(field),
        check: (item) => isAllowed(rollout(item)[field] === undefined, item),
        path: ['rollout', field],
      }),
    ),
    {
      cel: `!has(self.deletionProtection) || !self.deletionProtection || (${celStateful})`,
      message: 'The application has no persistent volume to protect; remove deletionProtection, or add one',
      check: (item) => item.deletionProtection !== true || isStateful(item),
      path: ['deletionProtection'],
    },
  ];
}
