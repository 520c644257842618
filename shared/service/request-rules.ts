import type { Rule } from '../promise/rule.ts';
import type { ServiceDefinition } from './define-service.ts';
import { isFeature, supportsField } from './engine-features.ts';
import {
  availabilityRules,
  changeRules,
  chartRule,
  limitRules,
  requiredCredentials,
  type ServiceSpec,
} from './shared-rules.ts';

/** Returns the rules of a request for one service, whose schema has only the fields that its engine supports. */
export function requestRules(
  service: ServiceDefinition,
  services: readonly ServiceDefinition[],
): Rule<ServiceSpec>[] {
  const { type, credentials } = service;
  const context = { services, typeOf: () => `'${type}'` };
  const { accepts, ...ofCharts } = chartRule(context, 'kind');
  const rules = [
    ...changeRules(context, { hasUpgrade: supportsField(service, 'upgrade') }),
    { ...ofCharts, check: (spec: ServiceSpec) => accepts(spec, type) },
    ...availabilityRules,
    ...limitRules(service),
  ];
  return [
    ...rules.filter(({ field }) => !isFeature(field) || supportsField(service, field)),
    ...(credentials === 'required' ? [credentialsRule(service)] : []),
  ];
}

function credentialsRule(service: ServiceDefinition): Rule<ServiceSpec> {
  return {
    cel: 'has(self.credentials) || !self.enabled',
    message: requiredCredentials(service),
    check: ({ credentials, enabled }) => credentials !== undefined || !enabled,
    path: ['credentials'],
  };
}
