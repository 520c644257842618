import * as z from 'zod';
import { lazy } from '../../../shared/promise/lazy.ts';
import { files } from './files.ts';
import { volumes } from './volumes.ts';

/** Returns the fields for the files and the volumes of an application. */
export function storageFields() {
  return {
    files: lazy(files).optional().describe('Files in the container. Pods restart when one changes'),
    volumes: lazy(volumes).optional().describe('Volumes of the pods. /tmp is writable without one'),
    deletionProtection: z
      .boolean()
      .optional()
      .describe('Set to true to protect persistent volumes from removal. Defaults to true in production'),
  };
}
