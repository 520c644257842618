import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, inject, it } from 'vitest';
import { limitConcurrency } from '../../shared/limit-concurrency.ts';
import { defaultResources as kratixResources } from '../e2e/stand-in/pipeline-job.ts';
import { type Case, platformFile, readInput } from '../support/cases.ts';
import { liveObject } from './support/case-cluster.ts';
import { args, caseNamed, cases, expectWritten } from './support/container-cases.ts';
import type { Resources } from './support/container-spec.ts';
import { newPod, type Pod } from './support/pod.ts';
import type { ProgramResult } from './support/run-program.ts';

const image = inject('image');

/** Cases with one platform and no other requests, which `--platform` can provide. */
const fileCases = cases.filter(
  (oneCase) =>
    !existsSync(join(oneCase.folder, 'others.yaml')) && readInput(oneCase).kind !== 'BootstrapClaim',
);

/** An accepted and a refused case of each Promise. */
const twoOfEachPromise = fileCases.filter(
  ({ promise, isRefused }, index) =>
    fileCases.findIndex((one) => one.promise === promise && one.isRefused === isRefused) === index,
);

function runOnFile(
  pod: Pod,
  oneCase: Case,
  options: { uid?: number; resources?: Resources } = {},
): Promise<ProgramResult> {
  pod.read(liveObject(oneCase));
  const platform = '/platform/platform.yaml';
  return pod.run({
    ...options,
    args: [...args, '--platform', platform],
    readOnly: { [platform]: platformFile(oneCase) },
  });
}

describe.skipIf(!image)('the container, with a platform from a file', () => {
  it.each([
    ['as the Promise sets it', fileCases, {}],
    // 200m CPU
    ["under Kratix's own limits", twoOfEachPromise, { resources: kratixResources }],
    ['as an arbitrary user', twoOfEachPromise, { uid: 1_000_730_000 }],
  ])('writes what the cases expect without a network, %s', async (_, some, options) => {
    // under Kratix's own limits, a container mostly waits for processor time
    const inTurn = limitConcurrency(4);
    const check = async (oneCase: Case): Promise<void> => {
      const pod = newPod(image);
      await expectWritten(pod, { oneCase, ended: await runOnFile(pod, oneCase, options) });
    };
    await Promise.all(some.map((oneCase) => inTurn(() => check(oneCase))));
  });
});

describe.skipIf(!image)('the container, restarted in the same pod', () => {
  const delivered = caseNamed('application-claim', 'everything');
  const refused = caseNamed('application-claim', 'refused-many-problems');

  it.each([
    ['a refusal over a delivery', delivered, refused],
    ['a delivery over a refusal', refused, delivered],
    ['a delivery over the same', delivered, delivered],
    ['a smaller delivery over a larger one', delivered, caseNamed('application-claim', 'minimal')],
  ])('keeps nothing of the first run: %s', async (_, first, second) => {
    const pod = newPod(image);
    expect((await runOnFile(pod, first)).status).toBe(0);
    await expectWritten(pod, { oneCase: second, ended: await runOnFile(pod, second) });
  });
});
