import { describe, expect, inject, it } from 'vitest';
import { parse } from 'yaml';
import { readTree } from '../support/read-tree.ts';
import { liveObject, serviceAccountOf, startCaseCluster } from './support/case-cluster.ts';
import { args, cases, expectWritten } from './support/container-cases.ts';
import { expectedOf, isChartNotFound } from './support/expected.ts';
import { newPod } from './support/pod.ts';

const image = inject('image');

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
