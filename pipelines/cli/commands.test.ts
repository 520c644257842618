import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { projectFolder } from '../../test/support/cases.ts';
import { staleFiles } from '../build/generate.ts';
import { commands } from './commands.ts';
import { type Command, folderName, targetName, variableName } from './define-command.ts';
import { deriveCommandFiles } from './derive-files.ts';
import { commandHelp } from './help.ts';
import { runProgram } from './program.ts';
import { createTerminal } from './terminal.ts';

const declarations = commands.map(({ command }) => command);

/** Options that a command line gives to its command, which does not run. */
async function optionsOf(args: readonly string[]): Promise<object> {
  const output: string[] = [];
  const write = (text: string): void => void output.push(text);
  const stream = { write };
  let seen: object | undefined;
  const run = async (options: object): Promise<number> => {
    seen = options;
    return 0;
  };
  await runProgram(
    args,
    {
      terminal: createTerminal({
        print: write,
        complain: write,
        stdout: stream,
        stderr: stream,
        environment: {},
      }),
      folder: '/program',
      builtIn: (folder) => `/built-in/${folder}`,
      environment: {},
      readInput: async () => '',
      connect: () => Promise.reject(new Error('no cluster')),
      sleep: async () => undefined,
      untilStopped: () => Promise.resolve(),
    },
    commands.map(({ command }) => ({ command, load: async () => ({ run }) })),
  );
  if (seen === undefined) throw new Error(output.join('\n'));
  return seen;
}

/** Arguments of the command that a target of make runs. */
function argumentsOf(target: string, variables: readonly string[] = [], env = {}): string[] {
  const printed = execFileSync('make', ['--dry-run', '--always-make', target, ...variables], {
    cwd: projectFolder,
    env: { PATH: process.env['PATH'], ...env },
    encoding: 'utf8',
  });
  const recipe = printed.slice(printed.lastIndexOf('node dist/infraforge.mjs')).replaceAll('\\\n', ' ');
  const words = recipe.trim().split(/\s+/).slice(2);
  return words.map((word) => word.replace(/^"(.*)"$/, '$1'));
}

interface Given {
  readonly key: string;
  readonly variable: string;
  readonly text: string;
  readonly value: unknown;
}

/** Value of a variable for each option of a command, and the options that they stand for. */
function everyOption({ arguments: args, flags }: Command) {
  const given = Object.entries({ ...args, ...flags }).flatMap(([key, option]): Given[] => {
    const variable = variableName(key, option);
    const isAlternative = 'conflicts' in option && option.conflicts !== undefined;
    if (variable === undefined || isAlternative) return [];
    if ('choices' in option && option.choices !== undefined) {
      return [{ key, variable, text: option.choices[0]!, value: option.choices[0]! }];
    }
    if ('variadic' in option || 'repeatable' in option) {
      return [{ key, variable, text: `${key}-1 ${key}-2`, value: [`${key}-1`, `${key}-2`] }];
    }
    if ('integer' in option) return [{ key, variable, text: '7', value: 7 }];
    if (key in flags && !('value' in option)) return [{ key, variable, text: '1', value: true }];
    return [{ key, variable, text: `a-${key}`, value: `a-${key}` }];
  });
  return {
    variables: given.map(({ variable, text }) => `${variable}=${text}`),
    options: Object.fromEntries(given.map(({ key, value }) => [key, value])),
  };
}

describe('commands', () => {
  it('are one folder each', () => {
    const folders = readdirSync(join(import.meta.dirname, 'commands'), { withFileTypes: true });
    const names = folders.filter((entry) => entry.isDirectory()).map(({ name }) => name);
    expect(declarations.map(folderName).toSorted()).toEqual(names.toSorted());
  });

  it('have current help files, targets of make and sections in docs/commands.md', async () => {
    const files = deriveCommandFiles(projectFolder);
    expect((await staleFiles(projectFolder, files)).map(({ path }) => `${path}: run make generate`)).toEqual(
      [],
    );
    const page = readFileSync(join(projectFolder, 'docs/commands.md'), 'utf8');
    for (const { name } of declarations) expect(page).toContain(`\n## infraforge ${name}\n`);
  });

  it.each(declarations)('$name has a target of make with a variable for every option', async (command) => {
    const { variables, options } = everyOption(command);
    const given = await optionsOf(argumentsOf(targetName(command), variables));
    expect(given).toMatchObject(options);
  });

  it.each(declarations.flatMap(({ examples }) => examples.map((example) => [example])))(
    'accept the example %s',
    async (example) => {
      expect(await optionsOf(example.split(' '))).toBeDefined();
    },
  );

  it.each([60, 80, 200])('have help that fits %i columns', (width) => {
    for (const command of declarations) {
      const lines = commandHelp(command, width).split('\n');
      const isWrapped = (line: string): boolean => !line.startsWith('  infraforge ');
      expect(lines.filter((line) => line.length > width && isWrapped(line))).toEqual([]);
    }
  });
});

describe('make', () => {
  it('takes the selection of requests only from its own command line', () => {
    const env = { NAME: 'my-laptop', KIND: 'x', NAMESPACE: 'y', CONTEXT: 'dev' };
    expect(argumentsOf('status', [], env)).toEqual(['status', '--context', 'dev']);
  });

  it('passes --no-bootstrap', () => {
    expect(argumentsOf('deploy-platform', ['NO_BOOTSTRAP=1'])).toEqual(['deploy', '--no-bootstrap']);
  });
});
