import * as z from 'zod';
import { withUniqueKey } from '../../../shared/promise/collections.ts';
import { invalid } from '../../../shared/promise/quoted-value.ts';
import { withRules } from '../../../shared/promise/rule.ts';
import { boundedText } from '../../../shared/promise/vocabulary.ts';

/** Returns the schema of topology spread constraints; the chart adds the selector of the pods. */
export function topologySpread() {
  const constraint = z.strictObject({
    topologyKey: boundedText(317, { min: 1 })
      .regex(
        /^([a-z0-9]([-.a-z0-9]*[a-z0-9])?\/)?[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?$/,
        invalid('topology key', 'use a label of nodes, such as "topology.kubernetes.io/zone"'),
      )
      .describe('Label of the nodes whose values are the zones'),
    maxSkew: z.int().min(1).max(100).describe('Greatest difference of the number of pods between two zones'),
    whenUnsatisfiable: z
      .enum(['DoNotSchedule', 'ScheduleAnyway'])
      .describe('What happens to a pod that would exceed the difference'),
    minDomains: z.int().min(1).max(100).optional().describe('Minimum number of zones. Needs DoNotSchedule'),
  });
  const checked = withRules(constraint, [
    {
      cel: "!has(self.minDomains) || self.whenUnsatisfiable == 'DoNotSchedule'",
      message: 'minDomains needs whenUnsatisfiable: DoNotSchedule; change it or remove minDomains',
      check: ({ minDomains, whenUnsatisfiable }) =>
        minDomains === undefined || whenUnsatisfiable === 'DoNotSchedule',
      path: ['minDomains'],
    },
  ]);
  const list = withRules(z.array(checked).max(10), [
    {
      cel: 'self.all(a, self.exists_one(b, a.topologyKey == b.topologyKey && a.whenUnsatisfiable == b.whenUnsatisfiable))',
      message: 'Duplicate topologyKey with the same whenUnsatisfiable',
    },
  ]);
  return withUniqueKey<{ topologyKey: string; whenUnsatisfiable: string }, typeof list>(list, {
    field: 'topologyKey',
    key: ({ topologyKey, whenUnsatisfiable }) => `${topologyKey} ${whenUnsatisfiable}`,
    message: ({ topologyKey, whenUnsatisfiable }) => `Duplicate "${topologyKey}" with ${whenUnsatisfiable}`,
  });
}
