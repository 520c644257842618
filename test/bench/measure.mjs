// Runs commands and measures them. Runs are interleaved, so that other load on the machine affects all of them alike.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const hook = join(dirname(fileURLToPath(import.meta.url)), 'peak-memory.cjs');
const plain = (command) => command;

/** The kernel's unit for processor time in /proc: 100 ticks per second on every architecture that Node supports. */
const millisecondsPerTick = 10;

/**
 * Measures every variant `rounds` times in the order A B C A B C, and its memory in one more run. The other variants
 * are compared with the first one.
 *
 * The environment of a run is empty but for PATH and the variant's own variables: Node reads the file that
 * NODE_EXTRA_CA_CERTS names at every start, and NODE_OPTIONS changes everything.
 *
 * @param variants `{ name, args, env?, prepare?, check? }`: arguments of node; an untimed step before each run; a
 *   function that throws when the output of the first run is not the expected one
 * @param options.node the Node that is measured
 */
export function measure(variants, { node, rounds, wrap = plain }) {
  const runs = variants.map(() => []);
  for (let round = -1; round < rounds; round += 1) {
    for (const [index, variant] of variants.entries()) {
      const { stdout, stderr, ...times } = run(variant, { node, wrap });
      if (round >= 0) runs[index].push(times);
      else variant.check?.({ stdout, stderr });
    }
  }
  const rows = variants.map((variant, index) => {
    const times = runs[index].map(({ milliseconds }) => milliseconds);
    return {
      name: variant.name,
      rounds,
      median: median(times),
      fastest: Math.min(...times),
      cpu: mean(runs[index].map(({ cpu }) => cpu)),
      peakMiB: peakMemory(variant, { node, wrap }),
    };
  });
  return rows.map((row) => ({
    ...row,
    ratio: row.median / rows[0].median,
    cpuRatio: row.cpu / rows[0].cpu,
  }));
}

function run({ name, args, env, prepare }, { node, wrap, preload = [], stdio = ['ignore', 'pipe', 'pipe'] }) {
  prepare?.();
  const [program, ...rest] = wrap([node, ...preload, ...args]);
  const cpuBefore = childrenCpu();
  const started = performance.now();
  const { status, signal, stdout, stderr, output } = spawnSync(program, rest, {
    env: { PATH: process.env.PATH, ...env },
    stdio,
    maxBuffer: 256 * 1024 * 1024,
  });
  const milliseconds = performance.now() - started;
  if (status !== 0) throw new Error(`${name} ended with ${signal ?? status}: ${String(stderr).slice(-2000)}`);
  const cpu = childrenCpu() - cpuBefore;
  return { milliseconds, cpu, stdout: String(stdout), stderr: String(stderr), output };
}

/** Returns the processor time of all ended children in milliseconds, from `cutime` and `cstime` of proc(5). */
function childrenCpu() {
  if (!existsSync('/proc/self/stat')) return Number.NaN;
  const fields = readFileSync('/proc/self/stat', 'utf8').split(') ').at(-1).split(' ');
  return (Number(fields[13]) + Number(fields[14])) * millisecondsPerTick;
}

function peakMemory(variant, how) {
  const { output } = run(variant, {
    ...how,
    preload: ['--require', hook],
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
  });
  return Number(output[3]) / 1024;
}

function mean(numbers) {
  return numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
}

function median(numbers) {
  const sorted = numbers.toSorted((left, right) => left - right);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
