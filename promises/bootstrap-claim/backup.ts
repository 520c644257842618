import * as z from 'zod';
import { withRules } from '../../shared/promise/rule.ts';
import { objectName, objectStoreURL } from '../../shared/promise/vocabulary.ts';
import { hasOperator } from '../../shared/release/operator.ts';
import type { Platform } from '../../shared/release/platform.ts';
import { services } from '../services.ts';

/** Returns the schema of the platform's backups. */
export function backupDefaults() {
  const fields = z.strictObject({
    required: z
      .boolean()
      .default(false)
      .describe(
        'Set to true to refuse a production service without a backup. Engines without backups get a warning',
      ),
    destination: objectStoreURL()
      .optional()
      .describe(
        'URL of an object store, for production services whose request has no backup. Each gets a folder of its own',
      ),
    secretName: objectName()
      .optional()
      .describe(
        'Secret with its credentials, which must exist in the namespace of each service. Defaults to the identity of the pods',
      ),
  });
  return withRules(fields, [
    {
      cel: '!has(self.secretName) || has(self.destination)',
      message: 'secretName is for the destination; set destination, or remove secretName',
      check: ({ secretName, destination }) => secretName === undefined || destination !== undefined,
      path: ['secretName'],
    },
  ])
    .optional()
    .describe('Backups of every service whose engine supports them');
}

/** Warns about engines that the platform has, but whose backups at its destination it could not make. */
export function backupOperatorWarnings({
  backup,
  ...platform
}: Pick<Platform, 'backup' | 'operators' | 'installedOperators'>): string[] {
  if (backup?.destination === undefined) return [];
  return services.flatMap(({ engine, operator, backup: own }) => {
    const missing = own === false ? undefined : own.operator;
    if (missing === undefined || hasOperator(platform, missing.name)) return [];
    if (operator !== undefined && !hasOperator(platform, operator.name)) return [];
    return [
      `Backups of ${engine} need the operator ${missing.name}: its production services are refused; add it to spec.operators`,
    ];
  });
}
