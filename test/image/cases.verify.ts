import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, inject, it } from 'vitest';
import { parse } from 'yaml';
import { defaultResources as kratixResources } from '../e2e/stand-in/pipeline-job.ts';
import { type Case, findCases, platformFile, readInput } from '../support/cases.ts';
import { readTree } from '../support/read-tree.ts';
import { liveObject, serviceAccountOf, startCaseCluster } from './support/case-cluster.ts';
import { pipelineContainer, type Resources } from './support/container-spec.ts';
import { expectedOf, isChartNotFound } from './support/expected.ts';
import { newPod, type Pod } from './support/pod.ts';
import type { ProgramResult } from './support/run-program.ts';

const image = inject('image');
/** Every case that needs no other charts than those of the image. */
const cases = findCases().filter(({ name }) => !name.endsWith('third-party-chart'));
const args = ['--carried-charts'];

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

function caseNamed(promise: string, name: string): Case {
  return cases.find((oneCase) => oneCase.promise === promise && oneCase.name === name)!;
}

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

async function expectWritten(
  pod: Pod,
  { oneCase, ended }: { oneCase: Case; ended: ProgramResult },
): Promise<void> {
  expect(ended).toMatchObject({ status: 0, stdout: '' });
  // only our own log, and no warning of Node
  for (const line of ended.stderr.trim().split('\n')) expect(line).toMatch(/^\{.*\}$/);
  expect(pod.written()).toEqual(withAnswer(await expectedOf(oneCase)));
  expect(await pod.readAsKratix()).toMatchObject({ status: 0, stderr: '' });
}

/** Adds the generation that the status answers: the files of a case have none, and an object on a cluster has. */
function withAnswer(files: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const status = 'metadata/status.yaml';
  return { ...files, [status]: `answered: 1\n${files[status]}` };
}

describe.skipIf(!image)('the container, as Kratix runs it', () => {
  it.each(cases)('writes what case $promise/$name expects', async (oneCase) => {
    const server = await startCaseCluster(oneCase);
    try {
      const pod = newPod(image);
      pod.read(liveObject(oneCase));
      const ended = await pod.run({ ...serviceAccountOf(server), args, network: true });
      await expectWritten(pod, { oneCase, ended });
    } finally {
      await server.close();
    }
  });

  it.each([
    ['as the Promise sets it', fileCases, {}],
    // 200m CPU
    ["under Kratix's own limits", twoOfEachPromise, { resources: kratixResources }],
    ['as an arbitrary user', twoOfEachPromise, { uid: 1_000_730_000 }],
  ])('writes the same with a platform from a file and no network, %s', async (_, some, options) => {
    for (const oneCase of some) {
      const pod = newPod(image);
      await expectWritten(pod, { oneCase, ended: await runOnFile(pod, oneCase, options) });
    }
  });

  it.each(cases.filter(isChartNotFound))(
    'differs from case $promise/$name only in the message about the searched charts',
    async (oneCase) => {
      const [ours, golden] = [await expectedOf(oneCase), readTree(oneCase.expected)].map((files) => {
        const { failure } = parse(files['metadata/status.yaml']!);
        const { retryAfter } = parse(files['metadata/workflow-control.yaml']!);
        const paths = failure.problems.map(({ path }: { path: string }) => path);
        return { files: Object.keys(files), reason: failure.reason, paths, retryAfter };
      });
      expect(ours).toEqual(golden);
    },
  );
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

describe.skipIf(!image)('the container', () => {
  it('runs with a read-only root, without capabilities, within the limits of the Promise', async () => {
    const program = `
      const { existsSync, readFileSync, writeFileSync } = require('node:fs');
      const status = Object.fromEntries(readFileSync('/proc/self/status', 'utf8').split('\\n').map((line) => line.split(':\\t')));
      const refusal = (file) => { try { writeFileSync(file, ''); } catch ({ code }) { return code; } };
      const quotas = ['/sys/fs/cgroup/cpu.max', '/sys/fs/cgroup/cpu/cpu.cfs_quota_us'];
      const files = ['/file', '/tmp/file', '/infraforge/file', '/kratix/input/file', '/kratix/output/file'];
      console.log(JSON.stringify({
        node: process.versions.node.split('.')[0],
        user: [process.getuid(), process.getgid()],
        memory: process.constrainedMemory(),
        cpu: parseInt(readFileSync(quotas.find(existsSync), 'utf8')),
        capabilities: [status.CapEff, status.CapBnd, status.CapPrm].map(Number),
        noNewPrivileges: status.NoNewPrivs, seccomp: status.Seccomp,
        refusals: files.map(refusal),
      }));`;
    const pod = newPod(image);
    pod.read(liveObject(caseNamed('application-claim', 'minimal')));
    const { stdout } = await pod.run({ command: ['node', '-e', program] });
    const { resources, securityContext } = pipelineContainer;
    expect(JSON.parse(stdout)).toEqual({
      node: '24',
      user: [securityContext.runAsUser, securityContext.runAsGroup],
      memory: 256 * 2 ** 20,
      // microseconds in each tenth of a second
      cpu: 100_000,
      capabilities: [0, 0, 0],
      noNewPrivileges: '1',
      seccomp: '2',
      refusals: ['EROFS', 'EROFS', 'EROFS', 'EROFS', null],
    });
    expect(resources.limits).toEqual({ cpu: '1', memory: '256Mi' });
  });

  it('exits with 1 and a stack, and writes nothing, without an object', async () => {
    const pod = newPod(image);
    const ended = await pod.run({ args });
    expect(ended).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('Error: Missing file "object.yaml"'),
    });
    expect(pod.written()).toEqual({});
  });
});
