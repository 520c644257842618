import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, inject, it } from 'vitest';
import { printYaml } from '../../shared/yaml.ts';
import { defaultResources as kratixResources } from '../e2e/stand-in/pipeline-job.ts';
import { type Case, projectFolder, readPlatforms } from '../support/cases.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { liveObject, serviceAccountOf, startCaseCluster } from './support/case-cluster.ts';
import { args as carriedCharts, caseNamed } from './support/container-cases.ts';
import { pipelineContainer } from './support/container-spec.ts';
import { newPod } from './support/pod.ts';
import type { ProgramResult } from './support/run-program.ts';

const image = inject('image');
const rounds = 9;

type Variant = readonly [name: string, run: () => Promise<ProgramResult>];

const small = caseNamed('application-claim', 'minimal');
const large = caseNamed('application-claim', 'everything');

/** Resources that one run used. */
interface Figures {
  /** Wall time of runc. */
  readonly milliseconds: number;
  /** Processor time of Node. */
  readonly processor: number;
  readonly peakMiB: number;
}

/** Returns the medians of each variant. The runs are interleaved: A B C A B C. */
async function mediansOf(variants: readonly Variant[]): Promise<Figures[]> {
  const runs: Figures[][] = variants.map(() => []);
  for (let round = 0; round <= rounds; round += 1) {
    for (const [index, [name, run]] of variants.entries()) {
      const ended = await run();
      if (ended.status !== 0) throw new Error(`${name} ended with ${ended.status}: ${ended.stderr}`);
      // the first round fills the page cache
      if (round > 0) runs[index]!.push(figuresOf(ended));
    }
  }
  return runs.map((figures) => ({
    milliseconds: median(figures.map(({ milliseconds }) => milliseconds)),
    processor: median(figures.map(({ processor }) => processor)),
    peakMiB: median(figures.map(({ peakMiB }) => peakMiB)),
  }));
}

/** Parses the last line, which usage.cjs prints. */
function figuresOf({ milliseconds, stderr }: ProgramResult): Figures {
  const { processor, peakMiB } = JSON.parse(stderr.trim().split('\n').at(-1)!);
  return { milliseconds, processor, peakMiB };
}

function median(numbers: readonly number[]): number {
  return numbers.toSorted((left, right) => left - right)[(numbers.length - 1) / 2]!;
}

function table(variants: readonly Variant[], medians: readonly Figures[]): string {
  const rows = variants.map(([name], index) => {
    const { milliseconds, processor, peakMiB } = medians[index]!;
    const cells = [
      `${milliseconds.toFixed(0)} ms`,
      `${processor.toFixed(0)} ms`,
      `${peakMiB.toFixed(0)} MiB`,
    ];
    return [name.padEnd(38), ...cells.map((cell) => cell.padStart(9))].join('');
  });
  const titles = ['container', 'Node', 'peak'].map((title) => title.padStart(9));
  return [[' '.repeat(38), ...titles].join(''), ...rows].join('\n');
}

/** Preloaded module that prints the usage of the process at its end. */
const usage = {
  readOnly: { '/measure/usage.cjs': join(projectFolder, 'test/image/support/usage.cjs') },
  env: { NODE_OPTIONS: '--require=/measure/usage.cjs' },
};

/** Returns the path of the platform of a case in the form in which kubectl prints it. */
function printedPlatform(oneCase: Case): string {
  const path = join(temporaryFolder(), 'platform.yaml');
  writeFileSync(path, readPlatforms(oneCase).map(printYaml).join('---\n'));
  return path;
}

describe.skipIf(!image)('the start of the container', () => {
  it.each([
    ['1 CPU, as the Promise sets it', pipelineContainer.resources],
    ["200m CPU, Kratix's own", kratixResources],
  ])('is short compared with node -e 0 on the same base: %s', async (title, resources) => {
    const server = await startCaseCluster(small);
    const account = serviceAccountOf(server);
    const withFile = (oneCase: Case): Variant[1] => {
      const pod = newPod(image);
      pod.read(liveObject(oneCase));
      const readOnly = { ...usage.readOnly, '/platform.yaml': printedPlatform(oneCase) };
      const args = [...carriedCharts, '--platform', '/platform.yaml'];
      return () => pod.run({ ...usage, resources, args, readOnly });
    };
    const asking = newPod(image);
    asking.read(liveObject(small));
    const asked: Parameters<typeof asking.run>[0] = {
      resources,
      args: carriedCharts,
      network: true,
      env: { ...usage.env, ...account.env },
      readOnly: { ...usage.readOnly, ...account.readOnly },
    };
    const bare = newPod(image);
    const variants: Variant[] = [
      ['node -e 0', () => bare.run({ ...usage, resources, command: ['node', '-e', '0'] })],
      ['minimal request, platform from a file', withFile(small)],
      ['full request, platform from a file', withFile(large)],
      ['minimal request, asking an API server', () => asking.run(asked)],
    ];
    try {
      const medians = await mediansOf(variants);
      process.stdout.write(`${title}; medians of ${rounds}\n${table(variants, medians)}\n`);
      const [node, ...ours] = medians as [Figures, ...Figures[]];
      for (const { processor, peakMiB } of ours) {
        expect(processor).toBeLessThan(8 * node.processor);
        expect(peakMiB).toBeLessThan(128);
      }
    } finally {
      await server.close();
    }
  });
});
