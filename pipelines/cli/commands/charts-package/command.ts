import { join } from 'node:path';
import { defineCommand } from '../../define-command.ts';
import { jsonFlags, promisesFlags, quietFlags } from '../../shared-flags.ts';

/** Declaration of `infraforge charts package`. */
export const chartsPackage = defineCommand({
  name: 'charts package',
  summary: 'Package every chart',
  description: 'Packages every chart of the Promises. The same chart gives the same bytes on every machine.',
  arguments: {},
  flags: {
    out: {
      value: 'folder',
      description: 'folder for the archives',
      default: ({ folder }) => join(folder, 'packages'),
      defaultText: 'packages/ beside the program',
    },
    ...promisesFlags,
    ...jsonFlags,
    ...quietFlags,
  },
  examples: ['charts package --out packages'],
  exits: {
    done: 'every chart is packaged',
    refused: 'a chart is invalid',
    cantCreate: 'an archive cannot be written',
  },
});
