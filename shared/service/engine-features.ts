import type { ServiceDefinition } from './define-service.ts';

/** Fields of a service that some engines do not support. */
export const featureFields = [
  'mode',
  'upgrade',
  'highAvailability',
  'backup',
  'restore',
  'credentials',
] as const;

/** Field of a service that some engines do not support. */
type FeatureField = (typeof featureFields)[number];

/** Returns true for a field that some engines do not support. */
export function isFeature(field: string | undefined): field is FeatureField {
  return (featureFields as readonly (string | undefined)[]).includes(field);
}

/** Returns true if an engine supports a field. */
export function supportsField(service: ServiceDefinition, field: FeatureField): boolean {
  return unsupportedReason(service, field) === undefined;
}

/** Returns why an engine does not support a field, as the end of a sentence, or an empty string; undefined if it does. */
function unsupportedReason(
  { modes, versions, highAvailability, backup, noBackupReason = '', credentials }: ServiceDefinition,
  field: FeatureField,
): string | undefined {
  switch (field) {
    case 'mode':
      return modes === undefined ? '' : undefined;
    case 'upgrade':
      return versions.outage === undefined ? '' : undefined;
    case 'highAvailability':
      return highAvailability ? undefined : '';
    case 'backup':
      return backup === false ? noBackupReason : undefined;
    case 'restore':
      return backup === false ? noBackupReason : backup.restoreReason;
    case 'credentials':
      return credentials === 'operator' ? 'its operator creates them' : undefined;
  }
}

/** Returns the message about a field that an engine does not support; undefined if it does. */
export function unsupportedField(service: ServiceDefinition, field: FeatureField): string | undefined {
  const reason = unsupportedReason(service, field);
  if (reason === undefined) return undefined;
  const because = reason === '' ? '' : `: ${reason}`;
  const advice = field === 'restore' && service.backup !== false ? 'see docs/services.md' : 'remove it';
  return `${field} is unsupported for ${service.engine}${because}; ${advice}`;
}
