import type { Platform } from '../release/platform.ts';
import {
  type RequestReference,
  requestAnnotation,
  requestAnnotationValue,
} from '../release/request-reference.ts';
import {
  type Entity,
  type EntityIdentity,
  entityApiVersion,
  environmentType,
  platformTeam,
} from './entity.ts';

/** Returns the entities of a platform: a Domain for its cluster type, and a Resource for each environment. */
export function platformEntities({ gitOps }: Platform, request: RequestReference): Entity[] {
  const { clusterType, environments } = gitOps;
  const entity = (
    kind: EntityIdentity['kind'],
    name: string,
    { description, spec }: EntityContent,
  ): Entity => ({
    apiVersion: entityApiVersion,
    kind,
    metadata: {
      name,
      namespace: 'default',
      description,
      annotations: { [requestAnnotation]: requestAnnotationValue(request) },
    },
    spec: { ...spec, owner: platformTeam },
  });
  return [
    entity('Domain', clusterType, { description: `Cluster type ${clusterType}`, spec: {} }),
    ...environments.map((environment) =>
      entity('Resource', environment, {
        description: `Environment ${environment} of cluster type ${clusterType}`,
        spec: { type: environmentType },
      }),
    ),
  ];
}

interface EntityContent {
  readonly description: string;
  readonly spec: Entity['spec'];
}
