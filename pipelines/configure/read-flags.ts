import { parseArgs } from 'node:util';
import { kratixVolumes } from '../../shared/kratix/contract.ts';

/** Flags of the container's program; a Kratix pipeline sets none. */
export interface Flags {
  /** Folder with object.yaml. */
  readonly input: string;
  /** Folder for the output. */
  readonly output: string;
  /** Folder for status and workflow control. */
  readonly metadata: string;
  /** Files with one BootstrapClaim each, instead of the API server. */
  readonly platform?: readonly string[];
  readonly carriedCharts: boolean;
  readonly help: boolean;
}

/** Invalid command line; the message is complete. */
export class FlagError extends Error {
  override readonly name = 'FlagError';
}

/**
 * Reads the flags.
 *
 * @throws FlagError for an unknown flag, or one without its value
 */
export function readFlags(args: readonly string[]): Flags {
  const { platform, 'carried-charts': carriedCharts, ...flags } = parse([...args]).values;
  return { ...flags, carriedCharts, ...(platform && { platform }) };
}

function parse(args: string[]) {
  try {
    return parseArgs({
      args,
      options: {
        input: { type: 'string', default: kratixVolumes.input },
        output: { type: 'string', default: kratixVolumes.output },
        metadata: { type: 'string', default: kratixVolumes.metadata },
        platform: { type: 'string', multiple: true },
        'carried-charts': { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    });
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    if (!code?.startsWith('ERR_PARSE_ARGS')) throw cause;
    // Other sentences are about positional arguments, which this program does not have.
    const [sentence] = message.split(/\.?(?:\n|\. )/);
    throw new FlagError(`${sentence}; see --help`, { cause });
  }
}
