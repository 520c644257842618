import { writeSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { chartTarget } from './chart.ts';
import { platformStatusTarget } from './platform-status.ts';
import { registryTarget } from './registry.ts';
import { requestTarget } from './request.ts';
import { runTarget } from './run-target.ts';

/** Every target with its share of the runs: the fast ones get more. */
const targets = [
  { target: requestTarget, share: 0.15 },
  { target: platformStatusTarget, share: 0.15 },
  { target: chartTarget, share: 0.1 },
  { target: registryTarget, share: 0.6 },
];

/** Set by `make fuzz`; without them, a few runs of every target, always the same. */
const { FUZZ_RUNS: runs = '', FUZZ_SEED: seed = '', FUZZ_TARGET: only = '' } = process.env;
const isLong = runs !== '' || seed !== '' || only !== '';
const totalRuns = Number(runs || (isLong ? 100_000 : 200));

const chosen = targets
  .filter(({ target }) => only === '' || target.name === only)
  .map(({ target, share }) => ({
    name: target.name,
    target,
    runs: Math.ceil(totalRuns * (only === '' ? share : 1)),
  }));

describe('fuzzing', () => {
  it('has the target that was asked for', () => {
    expect(chosen.map(({ name }) => name)).not.toEqual([]);
    expect(Number(seed || 1)).toBeGreaterThanOrEqual(0);
  });

  it.each(chosen)(
    'finds no fault in $name',
    async ({ name, target, runs: count }) => {
      const onProgress = isLong ? reportProgress(name, count) : () => undefined;
      const classes = await runTarget(target, { runs: count, seed: Number(seed || 1), onProgress });
      if (isLong) print(`${name}: ${count} runs, no fault; ${describeClasses(classes)}\n`);
      expect(classes.get('delivered')).toBeGreaterThan(0);
      expect(classes.size).toBeGreaterThan(1);
    },
    0,
  );
});

/** Prints directly, because vitest collects the output of a test until it ends. */
function print(text: string): void {
  writeSync(process.stderr.fd, text);
}

/** Milliseconds between two lines of progress. */
const progressInterval = 5_000;

function reportProgress(name: string, count: number): (done: number) => void {
  const start = performance.now();
  let last = start;
  return (done) => {
    const now = performance.now();
    if (now - last < progressInterval) return;
    last = now;
    print(`${name}: ${done} of ${count} runs, ${Math.round((done * 1000) / (now - start))} a second\n`);
  };
}

function describeClasses(classes: ReadonlyMap<string, number>): string {
  const sorted = [...classes].sort(([, one], [, other]) => other - one);
  return sorted.map(([name, count]) => `${name} ${count}`).join(', ');
}
