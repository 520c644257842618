import * as z from 'zod';
import { itemList } from '../../shared/promise/collections.ts';
import { lazy } from '../../shared/promise/lazy.ts';
import { quotedValue } from '../../shared/promise/quoted-value.ts';
import { celList, withRules } from '../../shared/promise/rule.ts';
import { type Application, application } from '../application-claim/application.ts';
import { businessProfile } from './profile.ts';

/** Applications of a bundle. */
const businessNames: readonly string[] = ['backoffice', 'frontend', 'nginx', 'webapp'];

/**
 * Image of nginx that runs without root, and its user. It listens on port 8080, and writes only to `/tmp`
 * (nginx/docker-nginx-unprivileged, `stable/alpine/Dockerfile`). promises/image-versions.json records its version.
 */
export const nginx = {
  image: { repository: 'docker.io/nginxinc/nginx-unprivileged', tag: '1.30.5-alpine' },
  security: { runAsUser: 101, runAsGroup: 101, fsGroup: 101 },
} as const;

/** Application of a bundle. */
export type BusinessItem = Application & {
  readonly profile?: string | undefined;
  readonly bindServices?: boolean | undefined;
};

/** Returns the schema of the applications of a bundle. */
export function businessList() {
  return itemList(lazy(businessItem), { min: 0, max: 30 }).default([]);
}

function businessItem() {
  const item = application({
    profile: businessProfile(),
    bindServices: z
      .boolean()
      .optional()
      .describe('Set to false for no variables of the services. Defaults to bindServices of the bundle'),
  }) as unknown as z.ZodType<BusinessItem>;
  return withRules(item, [
    {
      cel: `!self.enabled || self.name in ${celList(businessNames)}`,
      message: `Unsupported application; supported: ${businessNames.join(', ')}`,
      problems: ({ name, enabled }) =>
        !enabled || businessNames.includes(name)
          ? []
          : [
              {
                path: ['name'],
                message: `Unsupported application${quotedValue(name)}; supported: ${businessNames.join(', ')}; use an ApplicationClaim, or set enabled: false`,
              },
            ],
    },
  ]);
}

/** Autoscaling of the applications that say nothing about their number of pods. */
export interface BundleAutoscaling {
  readonly enabled: boolean;
  readonly minReplicas?: number | undefined;
  readonly maxReplicas?: number | undefined;
  readonly targetCPU?: number | undefined;
}

/** Returns an item as an application: with its full name, the image of nginx and the autoscaling of the bundle. */
export function toApplication(
  item: BusinessItem,
  { tenant, autoscaling }: { readonly tenant: string; readonly autoscaling: BundleAutoscaling | undefined },
): Application {
  const { profile: _, bindServices: __, ...own } = item;
  const withImage = own.name === 'nginx' ? withNginx(own) : own;
  const isScaled = own.autoscaling !== undefined || own.replicas !== undefined || hasVolume(own);
  return {
    ...withImage,
    name: `${tenant}-${own.name}`,
    serviceName: own.serviceName ?? own.name,
    ...(autoscaling !== undefined && !isScaled && { autoscaling: scalingOf(autoscaling) }),
  };
}

function withNginx(item: Application): Application {
  if (item.image !== undefined || item.version !== undefined) return item;
  const { image, security } = nginx;
  return { ...item, image, security: { ...security, ...item.security } } as Application;
}

function hasVolume({ volumes = [] }: Application): boolean {
  return volumes.some(({ persistent }) => persistent !== undefined);
}

function scalingOf({ enabled, minReplicas, maxReplicas, targetCPU }: BundleAutoscaling) {
  return enabled
    ? { enabled, minReplicas, maxReplicas, targetCPUUtilizationPercentage: targetCPU }
    : { enabled };
}
