import * as z from 'zod';
import { boundedRecord } from '../../shared/promise/collections.ts';
import { type Rule, withRules } from '../../shared/promise/rule.ts';
import { boundedText } from '../../shared/promise/vocabulary.ts';

const owned = ['app.kubernetes.io/', 'helm.sh/', 'infraforge.io/'];

/** Rule against labels that the charts set. */
const ownLabels: Rule<object> = {
  cel: `self.all(key, ${owned.map((prefix) => `!key.startsWith('${prefix}')`).join(' && ')})`,
  message: `The charts set labels that begin with ${owned.join(', ')}; use other keys`,
  check: (labels) => Object.keys(labels).every((key) => !owned.some((prefix) => key.startsWith(prefix))),
};

/** Returns the fields of a BootstrapClaim about metrics and scaling by metrics. */
export function monitoringFields() {
  const key = boundedText(317).regex(
    /^([a-z0-9]([-a-z0-9.]*[a-z0-9])?\/)?[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/,
    'Invalid key of a label; use one such as "release" or "example.com/team"',
  );
  const value = boundedText(63).regex(
    /^([A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?)?$/,
    'Invalid value of a label; use letters, digits, dashes, dots and underscores',
  );
  return {
    monitoring: z
      .boolean()
      .default(false)
      .describe('Set to true if the cluster has the kinds PodMonitor and ServiceMonitor'),
    monitoringLabels: withRules(boundedRecord(key, value, { max: 10 }), [ownLabels])
      .optional()
      .describe('Labels of the PodMonitors and ServiceMonitors, by which Prometheus selects them'),
    keda: z
      .boolean()
      .optional()
      .describe('Set to true if the cluster has KEDA, which scales applications by metrics of other systems'),
  };
}
