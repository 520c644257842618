// Measures the cost of a run, from the start of the process to its end: `make bench`, or after `make build`
// `node test/bench/main.mjs [--json] [--rounds N] [--node PATH]`. docs/benchmark.md explains the figures.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { sections } from './sections.mjs';

const { values: flags } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    rounds: { type: 'string', default: '21' },
    node: { type: 'string', default: process.execPath },
    dist: { type: 'string', default: join(dirname(fileURLToPath(import.meta.url)), '..', '..', 'dist') },
  },
});

function table({ title, rows, skipped, failed }) {
  if (skipped) return `${title}: skipped, ${skipped}\n`;
  if (failed) return `${title}: failed: ${failed}\n`;
  const cells = rows.map(({ name, median, fastest, ratio, cpu, cpuRatio, peakMiB, rounds: runs }) => [
    name,
    `${median.toFixed(0)} ms`,
    `${fastest.toFixed(0)} ms`,
    `${ratio.toFixed(1)} x`,
    `${cpu.toFixed(0)} ms`,
    `${cpuRatio.toFixed(1)} x`,
    `${peakMiB.toFixed(0)} MiB`,
    String(runs),
  ]);
  const head = [title, 'median', 'fastest', 'to bare', 'CPU', 'to bare', 'peak', 'runs'];
  const all = [head, ...cells];
  const widths = all[0].map((_, column) => Math.max(...all.map((row) => row[column].length)));
  const line = (row) =>
    row.map((cell, at) => (at === 0 ? cell.padEnd(widths[at]) : cell.padStart(widths[at]))).join('  ');
  return `${all.map(line).join('\n')}\n`;
}

/** Returns the rows of a section, or why it failed: the figures of the other sections are not lost. */
async function measured({ rows }) {
  try {
    return { rows: (await rows?.()) ?? [] };
  } catch (error) {
    process.exitCode = 1;
    return { rows: [], failed: error.message };
  }
}

async function bench(programs) {
  const work = mkdtempSync(join(tmpdir(), 'infraforge-bench-'));
  const [{ model = 'unknown' } = {}] = cpus();
  const conditions = {
    node: execFileSync(flags.node, ['--version'], { encoding: 'utf8' }).trim(),
    platform: process.platform,
    cpus: cpus().length,
    cpu: model.trim(),
  };
  const found = [];
  if (!flags.json)
    process.stdout.write(
      `${Object.values(conditions).join(', ')}; interleaved runs in an empty environment\n`,
    );
  try {
    for await (const section of sections({
      programs,
      work,
      node: flags.node,
      rounds: Number(flags.rounds),
    })) {
      const { title, skipped } = section;
      const result = { title, skipped, ...(await measured(section)) };
      found.push(result);
      if (!flags.json) process.stdout.write(`\n${table(result)}`);
    }
    if (flags.json) process.stdout.write(`${JSON.stringify({ conditions, sections: found }, null, 2)}\n`);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

const programs = {
  configure: join(flags.dist, 'configure.mjs'),
  infraforge: join(flags.dist, 'infraforge.mjs'),
};
if (Object.values(programs).every((program) => existsSync(program))) await bench(programs);
else {
  process.stderr.write(`${flags.dist} is not built: run make build first\n`);
  process.exitCode = 1;
}
