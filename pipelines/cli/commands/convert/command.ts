import { defineCommand } from '../../define-command.ts';
import { requestArguments, requestFlags } from '../render/request-flags.ts';

const { filename, recursive, platform, charts, registry, plainHttp } = requestFlags;

/** Declaration of `infraforge convert`. */
export const convert = defineCommand({
  name: 'convert',
  summary: 'Convert requests of earlier versions to the current version',
  description:
    'Converts requests of earlier versions to the current version, and prints them as YAML. Standard error has a line for each change, and for each field that is left out, with the reason. A request of the current version is printed unchanged.',
  arguments: requestArguments,
  flags: {
    filename,
    recursive,
    out: { value: 'folder', description: 'write files of the same names into this folder instead' },
    overwrite: { description: 'replace files that exist in that folder' },
    platform: { ...platform, description: 'file with delivered BootstrapClaims that the result must fit' },
    charts,
    registry,
    plainHttp,
  },
  notes:
    'Comments and quotes are kept. The result passes "infraforge render": what a platform would refuse is left out. Without --platform, it fits a platform that has the environment of the request, and no image registry, monitoring, third-party charts or further namespaces. A third-party chart in a request of the current version stays, with a line that names it.',
  examples: [
    'convert shop.yaml',
    'convert --platform bootstrap.yaml --out converted --recursive requests',
    'convert -f -',
  ],
  exits: {
    done: 'every request is converted or has the current version',
    refused: 'something is left out, or needs a value from you; standard error says what',
    noInput: 'a file cannot be read',
    cantCreate: 'a file exists or cannot be written',
  },
});
