import { describe, expect, inject, it } from 'vitest';
import { liveObject } from './support/case-cluster.ts';
import { args, caseNamed } from './support/container-cases.ts';
import { pipelineContainer } from './support/container-spec.ts';
import { newPod } from './support/pod.ts';

const image = inject('image');

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
