import { labelValue } from '../label-value.ts';
import type { Owner } from './release.ts';

/** Returns the labels of a team and a tenant; undefined without them, or if no character of the team fits into a label. */
export function ownerLabels(
  owner: Owner | undefined,
  tenant: string | undefined,
): Readonly<Record<string, string | undefined>> {
  const team = owner?.team === undefined ? '' : labelValue(owner.team);
  return { 'infraforge.io/team': team === '' ? undefined : team, 'infraforge.io/tenant': tenant };
}
