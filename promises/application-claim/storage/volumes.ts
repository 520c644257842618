import * as z from 'zod';
import { itemList } from '../../../shared/promise/collections.ts';
import { storageSize } from '../../../shared/promise/quantities.ts';
import { invalid } from '../../../shared/promise/quoted-value.ts';
import { exactlyOneOf, withRules } from '../../../shared/promise/rule.ts';
import { boundedText, label, objectName } from '../../../shared/promise/vocabulary.ts';
import { mountPath, relativePath } from './paths.ts';
import { persistent } from './persistent.ts';

/** Fields of a volume that set the source of its content. */
const volumeSources = ['emptyDir', 'configMap', 'secret', 'persistent'] as const;

/** Returns the schema of the volumes of an application, with the mount of its own container. */
export function volumes() {
  const volume = z.strictObject({
    name: label().describe('Name of the volume'),
    mountPath: mountPath()
      .optional()
      .describe("Path in the application's container. Without it, the container does not mount the volume"),
    subPath: relativePath()
      .optional()
      .describe('File or folder of the volume to mount. Defaults to all of it'),
    readOnly: z.boolean().optional().describe('Set to true to mount the volume read-only'),
    emptyDir: emptyDir()
      .optional()
      .describe('Folder that is empty when the pod starts and lost when it ends'),
    configMap: objectVolume('ConfigMap').optional().describe('Existing ConfigMap'),
    secret: objectVolume('Secret').optional().describe('Existing Secret'),
    persistent: persistent()
      .optional()
      .describe(
        'Volume that outlives the pods. The application has one pod then, and its jobs do not mount the volume',
      ),
  });
  return itemList(
    withRules(volume, [
      exactlyOneOf(volumeSources),
      {
        cel: 'has(self.mountPath) || !(has(self.subPath) || has(self.readOnly))',
        message: 'subPath and readOnly need a mountPath',
        check: ({ mountPath: path, subPath, readOnly }) =>
          path !== undefined || (subPath === undefined && readOnly === undefined),
      },
    ]),
    { min: 0, max: 20 },
  );
}

function emptyDir() {
  return z.strictObject({
    sizeLimit: storageSize().optional().describe('Maximum size. A pod that exceeds it is evicted'),
    medium: z
      .enum(['Memory'])
      .optional()
      .describe('Memory for a folder in memory, which counts towards the memory limit'),
  });
}

/** Returns the schema of a volume with the keys of an existing object of this kind. */
function objectVolume(kind: 'ConfigMap' | 'Secret') {
  const mode = (): z.ZodOptional<z.ZodInt> => z.int().min(0).max(0o777).optional();
  const item = z.strictObject({
    key: boundedText(253, { min: 1 })
      .regex(/^[-._a-zA-Z0-9]+$/, invalid('key', 'use letters, digits, dashes, dots and underscores'))
      .describe(`Key in the ${kind}`),
    path: relativePath().describe('Path of the file in the volume'),
    mode: mode().describe('Permissions of the file, as a decimal number'),
  });
  return z.strictObject({
    name: objectName().describe(`Name of the ${kind} in the release's namespace`),
    items: z.array(item).max(50).optional().describe('Keys to mount. Defaults to all keys'),
    optional: z.boolean().optional().describe('Set to true to start the pod without it'),
    defaultMode: mode().describe('Permissions of the files, as a decimal number. Defaults to 420 (0644)'),
  });
}
