import { presentOperators } from '../../shared/release/operator.ts';
import type { Placement } from '../../shared/release/placement.ts';
import { operators } from '../operators.ts';
import { platformLimits } from './namespace-amounts.ts';

/** Returns the namespaces that the platform lets reach every pod: those that it lists, and that of its Gateway. */
export function entryNamespaces(placement: Placement): string[] {
  const { networkPolicy } = platformLimits({ placement });
  const { gateway } = placement.platform.ingress ?? {};
  return [...(networkPolicy?.allowedNamespaces ?? []), ...(gateway === undefined ? [] : [gateway.namespace])];
}

/** Returns the namespaces of the operators, which reach the services that they manage. */
export function operatorNamespaces({ platform }: Pick<Placement, 'platform'>): string[] {
  const present = presentOperators(platform);
  return operators.filter(({ name }) => present.includes(name)).map(({ namespace }) => namespace);
}

/** Returns the namespace of the platform's object store for backups, if it is on the cluster. */
export function backupNamespaces({ platform: { backup } }: Pick<Placement, 'platform'>): string[] {
  const [, namespace] = /^https:\/\/[^./]+\.([^./]+)\.svc[.:/]/.exec(`${backup?.destination ?? ''}/`) ?? [];
  return namespace === undefined ? [] : [namespace];
}
