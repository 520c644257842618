// Runs commands and measures them: interleaved, so that what else the machine does meets all of them alike.
import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const hook = join(dirname(fileURLToPath(import.meta.url)), 'peak-memory.cjs');
const plain = (command) => command;

/**
 * Measures every variant `rounds` times in the order A B C A B C, and its memory in one run more. The first variant
 * is what the others are compared with.
 *
 * @param variants `{ name, args, env?, prepare?, check? }`: arguments of node; what is done before each run, untimed;
 *   what throws when the output of the first run is not the one expected
 */
export function measure(variants, { rounds, wrap = plain }) {
  const times = variants.map(() => []);
  for (let round = -1; round < rounds; round += 1) {
    for (const [index, variant] of variants.entries()) {
      const { milliseconds, stdout, stderr } = run(variant, wrap);
      if (round >= 0) times[index].push(milliseconds);
      else variant.check?.({ stdout, stderr });
    }
  }
  const baseline = median(times[0]);
  return variants.map((variant, index) => ({
    name: variant.name,
    rounds,
    median: median(times[index]),
    fastest: Math.min(...times[index]),
    ratio: median(times[index]) / baseline,
    peakMiB: peakMemory(variant, wrap),
  }));
}

function run({ name, args, env, prepare }, wrap, { preload = [], stdio = ['ignore', 'pipe', 'pipe'] } = {}) {
  prepare?.();
  const [program, ...rest] = wrap([process.execPath, ...preload, ...args]);
  const started = performance.now();
  const { status, signal, stdout, stderr, output } = spawnSync(program, rest, {
    env: { ...process.env, NODE_OPTIONS: '', ...env },
    stdio,
    maxBuffer: 256 * 1024 * 1024,
  });
  const milliseconds = performance.now() - started;
  if (status !== 0) throw new Error(`${name} ended with ${signal ?? status}: ${String(stderr).slice(-2000)}`);
  return { milliseconds, stdout: String(stdout), stderr: String(stderr), output };
}

function peakMemory(variant, wrap) {
  const { output } = run(variant, wrap, {
    preload: ['--require', hook],
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
  });
  return Number(output[3]) / 1024;
}

function median(numbers) {
  const sorted = numbers.toSorted((left, right) => left - right);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
