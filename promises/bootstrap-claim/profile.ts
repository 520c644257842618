import * as z from 'zod';
import type { Values } from '../../shared/helm/chart.ts';
import { isMap } from '../../shared/helm/layers.ts';
import type { Platform } from '../../shared/release/platform.ts';

/** Kinds of clusters with defaults of their own. */
const profileNames = ['local', 'aws'] as const;

type ProfileName = (typeof profileNames)[number];

/** Defaults of a profile. A field of the BootstrapClaim has precedence over each. */
interface Profile {
  readonly storageClass: string;
  readonly ingress: { readonly className?: string; readonly domain?: string };
}

/** Ingress class that the AWS Load Balancer Controller creates (its Helm chart, `ingressClass`). */
const loadBalancerClass = 'alb';

const profiles: Readonly<Record<ProfileName, Profile>> = {
  // the class of kind: pkg/cluster/internal/create/actions/installstorage/storage.go
  local: { storageClass: 'standard', ingress: { domain: '127.0.0.1.nip.io' } },
  // EKS creates only gp2, which is no longer its default class
  aws: { storageClass: 'gp3', ingress: { className: loadBalancerClass } },
};

/** Returns the schema of the profile. */
export function profile() {
  return z
    .enum(profileNames)
    .optional()
    .describe(
      'Kind of cluster, for the defaults of storageClass, ingress and allowedAnnotations. Set it before the first service',
    );
}

/** Fields of a platform that a profile has defaults for. */
type Defaulted = Pick<Platform, 'storageClass' | 'ingress' | 'allowedAnnotations' | 'tenants' | 'values'>;

/** Returns a platform with the defaults of its profile for the fields that it does not set. */
export function withProfile<Fields extends Defaulted>(name: ProfileName | undefined, fields: Fields): Fields {
  if (name === undefined) return fields;
  const { storageClass, ingress: defaults } = profiles[name];
  const { className, ...others } = defaults;
  const isRouted = fields.ingress?.gateway !== undefined;
  const ingress = {
    ...others,
    ...(className !== undefined && !isRouted && { className }),
    ...fields.ingress,
  };
  const allowed = fields.allowedAnnotations ?? allowedAnnotations(name, { ...fields, ingress });
  return {
    ...fields,
    storageClass: fields.storageClass ?? storageClass,
    ingress,
    ...(allowed.length > 0 && { allowedAnnotations: allowed }),
    ...(ingress.className === loadBalancerClass && { values: withPodTargets(fields.values) }),
  };
}

/** Annotations that only affect an application itself: its health check in a load balancer, and its own role. */
function allowedAnnotations(name: ProfileName, { ingress, tenants }: Defaulted): readonly string[] {
  if (name !== 'aws') return [];
  return [
    ...(ingress?.className === loadBalancerClass
      ? ['alb.ingress.kubernetes.io/healthcheck-*', 'alb.ingress.kubernetes.io/success-codes']
      : []),
    // tenants get roles by patterns of their own: serviceAccountAnnotations
    ...(tenants === undefined ? ['eks.amazonaws.com/role-arn'] : []),
  ];
}

/** Lets load balancers send traffic to pods: the other target type needs Services with node ports. */
function withPodTargets(values: Platform['values']): Platform['values'] {
  const chart = values['microservice'] ?? {};
  const ingress = mapAt(chart, 'ingress');
  const annotations = { 'alb.ingress.kubernetes.io/target-type': 'ip', ...mapAt(ingress, 'annotations') };
  return { ...values, microservice: { ...chart, ingress: { ...ingress, annotations } } };
}

function mapAt(values: Values, key: string): Values {
  const value = values[key];
  return isMap(value) ? value : {};
}

/** Returns warnings about requirements of the profile that the cluster may lack. */
export function profileWarnings(spec: {
  readonly profile?: ProfileName | undefined;
  readonly storageClass?: string | undefined;
}): string[] {
  if (spec.profile !== 'aws' || spec.storageClass !== undefined) return [];
  return [
    `The profile aws uses the StorageClass "${profiles.aws.storageClass}", which EKS does not create; create it, then set spec.storageClass to confirm it`,
  ];
}
