import * as z from 'zod';
import { invalid } from '../promise/quoted-value.ts';
import { boundedText, objectName, objectStoreURL } from '../promise/vocabulary.ts';
import { schedulePattern } from './cron-pattern.ts';

/** Returns the schema of backups. */
export function backup() {
  return z.strictObject({
    enabled: z.boolean().default(true).describe('Set to false to keep the settings without backups'),
    schedule: boundedText(100)
      .regex(
        schedulePattern,
        invalid(
          'schedule',
          'use the five fields of cron: minute, hour, day, month (1 or JAN) and weekday (0 or SUN), such as "0 2 * * *", or @daily',
        ),
      )
      .optional()
      .describe(
        'Schedule of the backups, in the five fields of cron or as @hourly, @daily, @weekly, @monthly or @yearly',
      ),
    retention: boundedText(10)
      .regex(/^[1-9][0-9]{0,3}[dwm]$/, invalid('retention', 'use days, weeks or months, such as "30d"'))
      .default('30d')
      .describe('Time for which backups are kept'),
    destination: objectStoreURL()
      .optional()
      .describe("URL of an object store. Defaults to the platform's, if it has one"),
    secretName: objectName()
      .optional()
      .describe(
        "Existing Secret with its credentials, in the release's namespace. Defaults to the platform's for its destination, or the pods' identity",
      ),
    archiveSuffix: boundedText(20)
      .regex(
        /^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/,
        invalid('suffix', 'use lower-case letters, digits and dashes'),
      )
      .optional()
      .describe(
        'Part of the name of the archive, such as "2", if a former service of this name has left its own',
      ),
  });
}

/** Returns the schema of the archive that a new service is restored from. */
export function restore() {
  return z.strictObject({
    from: z
      .strictObject({
        destination: objectStoreURL().describe('URL of the object store, as in backup'),
        serverName: boundedText(253)
          .regex(
            /^[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?$/,
            invalid('archive', 'use its name below the destination, such as "prod.shop.orders-db.pg17"'),
          )
          .describe(
            'Name of the archive below the destination: backupServerName in the status of its service',
          ),
      })
      .describe('Archive with the backups'),
    targetTime: boundedText(40)
      .regex(
        /^20[0-9]{2}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])T([01][0-9]|2[0-3])(:[0-5][0-9]){2}(\.[0-9]{1,6})?(Z|[+-](0[0-9]|1[0-4]):[0-5][0-9])$/,
        invalid('time', 'use a time with its zone, such as "2026-11-28T09:30:00Z"'),
      )
      .optional()
      .describe('Point in time to restore. Defaults to the end of the archive'),
    secretName: objectName()
      .optional()
      .describe(
        "Existing Secret with the credentials of that store, in the release's namespace. Defaults to that of backup",
      ),
  });
}
