import { expect } from 'vitest';
import type { KubernetesObject } from '../../../shared/kubernetes-object.ts';
import { checkCondition, type Pod } from '../cluster/check-condition.ts';
import { storageClass } from '../cluster/volumes.ts';
import { waitUntil } from '../cluster/wait-until.ts';
import { applications, waitForPruning, waitForSync } from '../support/application.ts';
import { waitForDeployment } from '../support/deployment.ts';
import { refreshOften } from '../support/refresh-often.ts';
import { applicationClaim, greeter } from '../support/requests.ts';
import type { Scenario } from '../support/scenario.ts';
import { describeScenario, test } from '../support/scenario-test.ts';

const namespace = 'e2e-qa';
const name = 'diary-e2e-qa';
const inNamespace = `/api/v1/namespaces/${namespace}`;
const claim = `${inNamespace}/persistentvolumeclaims/diary.data`;
const statefulSet = `/apis/apps/v1/namespaces/${namespace}/statefulsets/diary`;
const deployment = `/apis/apps/v1/namespaces/${namespace}/deployments/diary`;

const request = (fields: object): object =>
  applicationClaim('diary', { environment: namespace, applications: [greeter('diary', fields)] });

const volumeOf = (size: string): object => ({
  name: 'data',
  mountPath: '/data',
  persistent: { size, storageClass },
});

/** Returns the request of an application that writes a line into a file on its volume at each start. */
const diary = (more: object = {}, size = '1Gi'): object =>
  request({
    env: [
      { name: 'JOURNAL', value: '/data/journal' },
      { name: 'POD', valueFrom: { fieldRef: { fieldPath: 'metadata.uid' } } },
    ],
    volumes: [volumeOf(size)],
    deletionProtection: true,
    ...more,
  });

const delivered = /^1 application delivered to e2e-qa$/;

describeScenario('an application with a persistent volume', { needs: ['volumes'] }, () => {
  let scenario: Scenario;
  test.beforeAll(({ scenario: given }) => {
    scenario = given;
  });

  /** Waits for a ready pod other than the one before. */
  async function nextPod(before?: Pod): Promise<Pod> {
    return waitUntil({
      what: 'the next pod of the StatefulSet is ready',
      within: 120,
      probe: async () => {
        const pod = await scenario.api.get<Pod>(`${inNamespace}/pods/diary-0`);
        if (pod.metadata.uid === before?.metadata.uid) return undefined;
        checkCondition(pod, 'Ready');
        return pod;
      },
    });
  }

  const readJournal = ({ metadata }: Pod): Promise<string[]> =>
    scenario.api.get(`${inNamespace}/pods/${metadata.name}:8080/proxy/journal`);

  const journal: string[] = [];

  test('replaces a delivered Deployment', async () => {
    const { commit } = await scenario.deliver(request({}), delivered);
    await waitForSync(scenario, { name, commit });
    await waitForDeployment(scenario, { name: 'diary', namespace });
    const { commit: next, request: answer } = await scenario.deliver(diary(), delivered);
    expect(answer.status).toMatchObject({
      releases: [{ name: 'diary', contents: ['volume/data size=1Gi class=e2e'], protected: true }],
    });
    await waitForSync(scenario, { name, commit: next });
    await scenario.waitForRemoval(deployment);
    const pod = await nextPod();
    journal.push(pod.metadata.uid!);
    expect(await readJournal(pod)).toEqual(journal);
  });

  test('keeps its file when its pod is deleted', async () => {
    const before = await nextPod();
    await scenario.api.remove(`${inNamespace}/pods/diary-0`);
    const after = await nextPod(before);
    journal.push(after.metadata.uid!);
    expect(await readJournal(after)).toEqual(journal);
  });

  test('keeps its file in a new version, whose pod starts after the former one has stopped', async () => {
    const before = await nextPod();
    const { commit } = await scenario.deliver(diary({ labels: { edition: 'second' } }), delivered);
    await waitForSync(scenario, { name, commit });
    const after = await nextPod(before);
    journal.push(after.metadata.uid!);
    expect(await readJournal(after)).toEqual(journal);
  });

  test('replaces a version that never starts', async () => {
    const before = await nextPod();
    const { commit } = await scenario.deliver(diary({ command: ['/none'] }), delivered);
    await waitForSync(scenario, { name, commit });
    const broken = await waitUntil({
      what: 'the pod of the version that never starts exists',
      within: 120,
      probe: async () => {
        const pod = await scenario.api.find<Pod>(`${inNamespace}/pods/diary-0`);
        return pod === undefined || pod.metadata.uid === before.metadata.uid ? undefined : pod;
      },
    });
    const { commit: repaired } = await scenario.deliver(diary(), delivered);
    await waitForSync(scenario, { name, commit: repaired });
    const after = await nextPod(broken);
    journal.push(after.metadata.uid!);
    expect(await readJournal(after)).toEqual(journal);
  });

  test('grows its volume, and stays synced', async () => {
    const { commit } = await scenario.deliver(diary({}, '2Gi'), delivered);
    await waitForSync(scenario, { name, commit });
    await waitUntil({
      what: 'the volume has its new capacity',
      within: 60,
      probe: async () => {
        const { status } = await scenario.api.get<Claimed>(claim);
        return status?.capacity?.storage === '2Gi' ? true : undefined;
      },
    });
    expect(await refreshOften(scenario, { name })).toEqual({ outOfSync: [], syncs: 0 });
  });

  test('is refused by the API server if a change would lose the volume', async () => {
    const lost = /Protected releases would lose/;
    await expect(scenario.apply(diary({}, '1Gi'))).rejects.toThrow(/size can only increase/);
    await expect(
      scenario.apply(diary({ volumes: [], deletionProtection: undefined }, '2Gi')),
    ).rejects.toThrow(lost);
    await expect(scenario.apply(diary({ enabled: false }, '2Gi'))).rejects.toThrow(lost);
    await expect(scenario.apply(diary({ replicas: 2 }, '2Gi'))).rejects.toThrow(/allows one pod/);
    await expect(scenario.remove(diary())).rejects.toThrow(lost);
  });

  test('outlives its Application', async () => {
    const before = await survivors();
    await scenario.api.remove(`${applications}/${name}`);
    await waitUntil({
      what: 'the root has created another Application',
      within: 120,
      probe: async () => {
        const found = await scenario.api.find(`${applications}/${name}`);
        return found !== undefined && found.metadata.uid !== before[0] ? true : undefined;
      },
    });
    expect((await survivors()).slice(1)).toEqual(before.slice(1));
  });

  /** Returns the identities of the Application, its objects and its pod. */
  async function survivors(): Promise<(string | undefined)[]> {
    const paths = [`${applications}/${name}`, claim, statefulSet, `${inNamespace}/pods/diary-0`];
    const objects = await Promise.all(paths.map((path) => scenario.api.get(path)));
    return objects.map(({ metadata }: KubernetesObject) => metadata.uid);
  }

  test('becomes a Deployment without its volume once it is no longer protected', async () => {
    const { commit } = await scenario.deliver(diary({ deletionProtection: false }, '2Gi'), delivered);
    await waitForSync(scenario, { name, commit });
    const { commit: next } = await scenario.deliver(request({}), delivered);
    await waitForSync(scenario, { name, commit: next });
    for (const path of [statefulSet, claim]) await scenario.waitForRemoval(path);
    const pods = await waitForDeployment(scenario, { name: 'diary', namespace });
    expect(pods).toHaveLength(1);
    await scenario.remove(request({}));
    await waitForPruning(scenario, { name });
  });
});

interface Claimed extends KubernetesObject {
  readonly status?: { readonly capacity?: { readonly storage?: string } };
}
