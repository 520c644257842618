// Scores an implementation of Helm's values against the vectors of this folder.
// Usage: node test/conformance/run.mjs COMMAND [ARGUMENT…]
// The command reads vectors as lines of JSON, and writes one line for each: {"values": …, "charts": […]} or {"error": …}.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

const lines = readFileSync(new URL('vectors.jsonl', import.meta.url), 'utf8')
  .trimEnd()
  .split('\n');
const [command, ...args] = process.argv.slice(2);
if (command === undefined) {
  process.stderr.write('Usage: node test/conformance/run.mjs COMMAND [ARGUMENT…]\n');
  process.exit(64);
}
const { stdout, error } = spawnSync(command, args, {
  input: lines.join('\n'),
  encoding: 'utf8',
  maxBuffer: 2 ** 28,
});
if (error) throw error;
const answers = stdout.trimEnd().split('\n');
if (answers.length !== lines.length) {
  process.stderr.write(`${command} wrote ${answers.length} lines for ${lines.length} vectors\n`);
  process.exit(1);
}

/** Prints a value with sorted keys. */
const print = (value) =>
  JSON.stringify(value, (_, inner) =>
    inner !== null && typeof inner === 'object' && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );

/** Returns the compared part of an answer: that it failed, or its values and its enabled subcharts. */
const result = ({ error: failure, values, charts }) =>
  failure ? 'error' : print([values, charts.map(print).sort()]);

const wrong = lines.filter((line, index) => result(JSON.parse(line)) !== result(JSON.parse(answers[index])));
process.stdout.write(`${lines.length - wrong.length} of ${lines.length} vectors\n`);
for (const line of wrong.slice(0, 10)) process.stdout.write(`wrong: ${JSON.parse(line).id}\n`);
process.exitCode = wrong.length === 0 ? 0 : 1;
