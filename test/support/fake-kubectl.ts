import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { onTestFinished, vi } from 'vitest';
import { temporaryFolder } from './temporary-folder.ts';

/** What a kubectl that is asked something says. */
export interface Answer {
  /** A regular expression that its arguments, joined by spaces, have to match; the first answer that fits is given. */
  readonly asked: string;
  readonly says?: string | object;
  readonly complains?: string;
  readonly code?: number;
  /** True: it goes on running, as a port-forward does. */
  readonly stays?: boolean;
}

const program = `#!${process.execPath}
const { appendFileSync, readFileSync } = require('node:fs');
const asked = process.argv.slice(2).join(' ');
appendFileSync(__dirname + '/calls', asked + '\\n');
const answers = JSON.parse(readFileSync(__dirname + '/answers.json', 'utf8'));
const found = answers.find((answer) => new RegExp(answer.asked).test(asked));
const { says = '', complains = '', code = 0, stays = false } =
  found ?? { complains: 'Error: nobody expected: ' + asked, code: 1 };
process.stdout.write(typeof says === 'string' ? says : JSON.stringify(says));
process.stderr.write(complains);
process.exitCode = code;
if (stays) setInterval(() => undefined, 1000);
`;

/**
 * Puts a kubectl first on the PATH, until the test is over, that says what is written here.
 *
 * @returns what it was asked so far, a line for each call
 */
export function fakeKubectl(answers: readonly Answer[]): () => string[] {
  const folder = temporaryFolder();
  const file = join(folder, 'kubectl');
  writeFileSync(file, program);
  chmodSync(file, 0o755);
  writeFileSync(join(folder, 'answers.json'), JSON.stringify(answers));
  writeFileSync(join(folder, 'package.json'), '{"type":"commonjs"}');
  vi.stubEnv('PATH', `${folder}${delimiter}${process.env['PATH']}`);
  onTestFinished(() => {
    vi.unstubAllEnvs();
  });
  const calls = join(folder, 'calls');
  return () => (existsSync(calls) ? readFileSync(calls, 'utf8').trim().split('\n') : []);
}
