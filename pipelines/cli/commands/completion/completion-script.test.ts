import { execFileSync, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../../../test/support/temporary-folder.ts';
import { commands } from '../../commands.ts';
import { completionScript } from './completion-script.ts';

const declarations = commands.map(({ command }) => command);

/** Returns the words that bash offers for the last word. */
function complete(...words: readonly string[]): string[] {
  const call = `COMP_WORDS=(${words.map((word) => `'${word}'`).join(' ')}); COMP_CWORD=${words.length - 1}`;
  const print = `printf '%s\\n' "\${COMPREPLY[@]}"`;
  const script = `${completionScript('bash', declarations)}\n${call}\n_infraforge\n${print}`;
  return execFileSync('bash', ['--norc'], { input: script, encoding: 'utf8' }).trim().split('\n');
}

describe('completionScript()', () => {
  it('completes commands, commands of a group, flags and choices in bash', () => {
    expect(complete('infraforge', 're')).toEqual(['render', 'reconcile']);
    expect(complete('infraforge', 'char')).toEqual(['charts']);
    expect(complete('infraforge', 'charts', 'pu')).toEqual(['push']);
    expect(complete('infraforge', 'charts', 'push', '--re')).toEqual([
      '--registry',
      '--release',
      '--replace',
    ]);
    expect(complete('infraforge', 'render', '--out', 'x', '--pl')).toEqual(['--platform', '--plain-http']);
    expect(complete('infraforge', 'deploy', '--no')).toEqual(['--no-bootstrap']);
    expect(complete('infraforge', 'completion', 'z')).toEqual(['zsh']);
  });

  it('leaves file names to bash', () => {
    expect(complete('infraforge', 'render', 'sho')).toEqual(['']);
  });

  it.each(['bash', 'zsh', 'fish'] as const)('prints a script that %s accepts', (shell) => {
    const script = completionScript(shell, declarations);
    for (const { name, flags } of declarations) {
      for (const word of name.split(' ')) expect(script).toContain(word);
      for (const key of Object.keys(flags))
        expect(script).toContain(key.replace(/[A-Z]/g, '-$&').toLowerCase());
    }
    const file = join(temporaryFolder(), 'completion');
    writeFileSync(file, script);
    const { status, stderr, error } = spawnSync(shell, ['-n', file], { encoding: 'utf8' });
    if (error === undefined) expect([status, stderr]).toEqual([0, '']);
  });
});
