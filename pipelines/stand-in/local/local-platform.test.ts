import { beforeEach, expect, test } from 'vitest';
import { ownCharts } from '../../../test/support/cases.ts';
import { applicationWith, bootstrapWith } from '../../../test/support/configured.ts';
import { temporaryFolder } from '../../../test/support/temporary-folder.ts';
import { GitStateStore } from '../kratix/git-state-store.ts';
import { LocalPlatform } from './local-platform.ts';

let store: GitStateStore;
let platform: LocalPlatform;
beforeEach(async () => {
  store = await GitStateStore.open(temporaryFolder());
  platform = new LocalPlatform({ store, charts: { charts: ownCharts } });
});

const environment = (name: string) => applicationWith({}, { environment: name });
const minutes = 60_000;

test('LocalPlatform commits a request once, and runs it again without a commit', async () => {
  await platform.apply(bootstrapWith());
  const { outcome, commit } = await platform.apply(environment('dev'));
  expect([outcome?.outcome, commit]).toEqual(['delivered', await store.head()]);
  expect(await platform.apply(environment('dev'))).toMatchObject({ outcome: undefined, commit: undefined });
  expect(await platform.runAgain(environment('dev'))).toMatchObject({
    outcome: { outcome: 'delivered' },
    commit: undefined,
  });
});

test('LocalPlatform reports a run in the status as Kratix does, and keeps the status of the pipeline', async () => {
  await platform.apply(bootstrapWith());
  await platform.apply(environment('dev'));
  const request = await platform.find(environment('dev'));
  expect(request?.metadata).toMatchObject({
    finalizers: ['kratix.io/delete-workflows'],
    labels: { 'kratix.io/promise-name': 'application-claim' },
  });
  expect(request?.status).toMatchObject({
    message: '1 application delivered to dev',
    kratix: { workflows: { pipelines: [{ name: 'configure', phase: 'Succeeded' }] } },
    conditions: [
      { type: 'ConfigureWorkflowCompleted', status: 'True' },
      { type: 'Reconciled', status: 'True' },
    ],
  });
});

test('LocalPlatform suspends a refused request, and retries it until it is delivered', async () => {
  await platform.apply(bootstrapWith());
  const { outcome, commit } = await platform.apply(environment('sandbox'));
  expect([outcome?.outcome, commit]).toEqual(['refused', undefined]);
  expect(await platform.find(environment('sandbox'))).toMatchObject({
    metadata: { labels: { 'kratix.io/workflow-suspended': 'true' } },
    status: { kratix: { workflows: { pipelines: [{ phase: 'Suspended', attempts: 1 }] } } },
  });
  await platform.advance(5 * minutes);
  expect(await platform.find(environment('sandbox'))).toMatchObject({
    status: { kratix: { workflows: { pipelines: [{ phase: 'Suspended', attempts: 2 }] } } },
  });
  await platform.apply(bootstrapWith({ gitOps: { environments: ['dev', 'qa', 'sandbox'] } }));
  await platform.advance(4 * minutes);
  expect(await platform.find(environment('sandbox'))).toMatchObject({ status: { failure: {} } });
  await platform.advance(minutes);
  const delivered = await platform.find(environment('sandbox'));
  expect(delivered?.status).toMatchObject({ failure: null });
  expect(delivered?.metadata.labels).not.toHaveProperty('kratix.io/workflow-suspended');
});

test('LocalPlatform resumes a suspended request whose spec changes, with a first attempt', async () => {
  await platform.apply(bootstrapWith());
  await platform.apply(environment('sandbox'));
  await platform.advance(5 * minutes);
  await platform.apply(environment('staging'));
  expect(await platform.find(environment('staging'))).toMatchObject({
    status: { kratix: { workflows: { pipelines: [{ phase: 'Suspended', attempts: 1 }] } } },
  });
  expect((await platform.apply(environment('dev'))).outcome?.outcome).toBe('delivered');
});

test('LocalPlatform keeps a BootstrapClaim in deletion until its last request is gone', async () => {
  await platform.apply(bootstrapWith());
  await platform.apply(environment('dev'));
  expect((await platform.delete(bootstrapWith())).outcome?.outcome).toBe('refused');
  expect((await platform.find(bootstrapWith()))?.metadata.deletionTimestamp).toBeDefined();
  const { outcome, commit } = await platform.delete(environment('dev'));
  expect([outcome, commit]).toEqual([undefined, await store.head()]);
  await platform.advance(minutes);
  expect(await platform.find(bootstrapWith())).toBeUndefined();
  expect(await store.listFiles()).toEqual([]);
});
