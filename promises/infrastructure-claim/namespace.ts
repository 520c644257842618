import * as z from 'zod';
import { asSet, withUniqueKey } from '../../shared/promise/collections.ts';
import { furtherSettings } from '../../shared/promise/further-settings.ts';
import { namespaceLimits, namespaceQuota } from '../../shared/promise/namespace-limits.ts';
import { quantityOrNone } from '../../shared/promise/quantities.ts';
import { invalid } from '../../shared/promise/quoted-value.ts';
import { withRules } from '../../shared/promise/rule.ts';
import { boundedText, itemName, label, notReserved } from '../../shared/promise/vocabulary.ts';
import { itemNameLimit } from '../../shared/release/names.ts';
import { podSecurityLevels } from '../../shared/release/platform.ts';
import { profileNames } from './profiles.ts';

/** Namespace of a request. */
export type NamespaceItem = z.output<ReturnType<typeof namespaceItem>>;

/** Returns the schema of a namespace with its limits and roles. */
export function namespaceItem() {
  return z.strictObject({
    name: withRules(itemName(), [notReserved]).describe(
      `Name of the namespace, at most ${itemNameLimit} characters, starting with a letter`,
    ),
    profile: z
      .enum(profileNames)
      .optional()
      .describe('Size of the default quota and limits. Defaults to prod in production, otherwise to dev'),
    quota: namespaceQuota(quantityOrNone())
      .optional()
      .describe(
        'Hard limits, by resource, such as `requests.cpu`; "none" removes one. Defaults to the profile, or to twice what delivered releases need',
      ),
    ...furtherSettings('container', {
      limits: namespaceLimits('that of the profile, but not below min or above max')
        .optional()
        .describe('Amounts of the LimitRange for containers'),
      networkPolicy: networkPolicy(),
      podSecurity: z
        .enum(podSecurityLevels)
        .optional()
        .describe(
          'Level of Pod Security that Kubernetes enforces. Cannot be less strict than podSecurity of the platform. Defaults to restricted',
        ),
    }),
    roles: withUniqueKey<{ role: string }, z.ZodArray<ReturnType<typeof role>>>(z.array(role()).max(3), {
      field: 'role',
      key: (entry) => entry.role,
      message: (entry) => `Duplicate role "${entry.role}"`,
    })
      .meta({ 'x-kubernetes-list-type': 'map', 'x-kubernetes-list-map-keys': ['role'] })
      .optional()
      .describe('Rights of people in the namespace'),
  });
}

function networkPolicy() {
  return z
    .strictObject({
      enabled: z
        .boolean()
        .default(true)
        .describe(
          'Set to false to allow all traffic that the platform allows. By default, only the traffic below is allowed',
        ),
      allowedNamespaces: namespaces().describe(
        'Further namespaces whose pods can reach every pod, besides those of the operators and of the platform',
      ),
      egressNamespaces: namespaces().describe(
        'Further namespaces that the pods can reach, besides DNS and the ports 443 and 6443 of any address',
      ),
    })
    .prefault({})
    .describe('Traffic to and from the pods');
}

function namespaces() {
  return asSet(z.array(label()).max(20), 'Duplicate namespace').default([]);
}

function role() {
  const fields = z.strictObject({
    role: z
      .enum(['admin', 'developer', 'viewer'])
      .describe('Built-in ClusterRole for the namespace: admin, edit for a developer, view for a viewer'),
    users: subjects('user').describe('Names of users, as the API server sees them'),
    groups: subjects('group').describe('Names of groups, as the API server sees them'),
  });
  return withRules(fields, [
    {
      cel: 'size(self.users) + size(self.groups) > 0',
      message: 'At least one user or group is required; add an entry to users or groups',
      check: ({ users, groups }) => users.length + groups.length > 0,
    },
  ]);
}

/** Returns the schema of users or groups. Those of Kubernetes itself are whole classes of accounts. */
function subjects(what: string) {
  const name = boundedText(128, { min: 1 }).regex(
    /^[^\x00-\x20\x7f]([^\x00-\x1f\x7f]*[^\x00-\x20\x7f])?$/,
    invalid(`name of a ${what}`, 'remove spaces around it and control characters'),
  );
  const ofPeople = withRules(name, [
    {
      cel: "!self.startsWith('system:')",
      message: `Names that begin with system: belong to Kubernetes; name a ${what} of your organization`,
      check: (text) => !text.startsWith('system:'),
    },
  ]);
  return asSet(z.array(ofPeople).max(50), `Duplicate ${what}`).default([]);
}
