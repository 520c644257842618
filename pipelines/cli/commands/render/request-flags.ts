import { defineFlags } from '../../define-command.ts';
import { jsonFlags, plainHttpFlags, quietFlags } from '../../shared-flags.ts';

/** Arguments of the commands that read requests from files. */
export const requestArguments = {
  files: {
    description:
      'YAML or JSON files with any number of requests, folders of such files, or - for standard input',
    variadic: true,
  },
} as const;

/** Flags of the commands that read requests from files. */
export const requestFlags = defineFlags({
  filename: {
    short: 'f',
    value: 'path',
    description: 'same as a file argument, for kubectl users',
    repeatable: true,
  },
  recursive: { short: 'R', description: 'also read the subfolders of folders' },
  platform: { value: 'path', description: 'file with delivered BootstrapClaims', repeatable: true },
  charts: {
    value: 'path',
    description: 'read charts only from this folder, also .tgz archives at any depth, or from one archive',
    conflicts: ['registry'],
  },
  registry: { value: 'url', description: 'read charts only from this registry, oci://host[:port]/path' },
  ...plainHttpFlags,
  ...jsonFlags,
  ...quietFlags,
});

/** Exit codes of the commands that read requests from files. */
export const requestExits = {
  done: 'every request is accepted',
  refused: 'a request is refused: the requester or the platform team must change something',
  retry: 'a registry did not answer and no request is refused: try again',
  noInput: 'a file cannot be read; no request is processed',
};

/** Facts about the commands that read requests from files. */
export const requestNotes =
  'The requests see each other as requests of one platform, and earlier requests count as older. BootstrapClaims among them declare the platform too, and applications can bind to services of any of them. Without --charts and --registry, the charts are those that are built into the program. "infraforge explain" lists the kinds of requests.';
