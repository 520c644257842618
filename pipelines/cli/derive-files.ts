import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { GeneratedFile } from '../build/generate.ts';
import { commands } from './commands.ts';
import { folderName } from './define-command.ts';
import { deriveCommandsPage } from './derive-commands-page.ts';
import { deriveMakefile } from './derive-makefile.ts';
import { commandHelp } from './help.ts';

/** Width at which the help of a command is recorded. */
const helpWidth = 100;

/** Returns the files that derive from the commands: the page, the targets of the Makefile and the help of each. */
export function deriveCommandFiles(root: string): GeneratedFile[] {
  const all = commands.map(({ command }) => command);
  return [
    { path: 'Makefile', content: deriveMakefile(readFileSync(join(root, 'Makefile'), 'utf8'), all) },
    { path: 'docs/commands.md', content: `${deriveCommandsPage(all)}\n` },
    ...all.map((command) => ({
      path: `pipelines/cli/commands/${folderName(command)}/help.txt`,
      content: `${commandHelp(command, helpWidth)}\n`,
    })),
  ];
}
