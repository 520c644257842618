import { expect, test } from 'vitest';
import {
  isConfigureAction,
  isDeleteAction,
  isDryRun,
  isPromiseWorkflow,
  isResourceWorkflow,
  pipelineName,
  promiseName,
  workflowAction,
  workflowObject,
  workflowType,
} from './environment.ts';

/** Variables of a container of a resource workflow. */
const environment = {
  KRATIX_WORKFLOW_ACTION: 'configure',
  KRATIX_WORKFLOW_TYPE: 'resource',
  KRATIX_PROMISE_NAME: 'redis',
  KRATIX_PIPELINE_NAME: 'configure',
  KRATIX_OBJECT_KIND: 'Redis',
  KRATIX_OBJECT_GROUP: 'platform.infraforge.io',
  KRATIX_OBJECT_VERSION: 'v1',
  KRATIX_OBJECT_NAME: 'cache',
  KRATIX_OBJECT_NAMESPACE: 'team-a',
  KRATIX_CRD_PLURAL: 'redises',
  KRATIX_CLUSTER_SCOPED: 'false',
};

test('accessors return the variables that Kratix sets', () => {
  expect(workflowAction(environment)).toBe('configure');
  expect(workflowType(environment)).toBe('resource');
  expect(promiseName(environment)).toBe('redis');
  expect(pipelineName(environment)).toBe('configure');
  expect(workflowObject(environment)).toEqual({
    kind: 'Redis',
    group: 'platform.infraforge.io',
    version: 'v1',
    name: 'cache',
    namespace: 'team-a',
    plural: 'redises',
    clusterScoped: false,
  });
});

test('predicates distinguish actions and types', () => {
  const other = { KRATIX_WORKFLOW_ACTION: 'delete', KRATIX_WORKFLOW_TYPE: 'promise' };
  const predicates = [isConfigureAction, isDeleteAction, isResourceWorkflow, isPromiseWorkflow];
  expect(predicates.map((is) => is(environment))).toEqual([true, false, true, false]);
  expect(predicates.map((is) => is(other))).toEqual([false, true, false, true]);
});

test('workflowObject() omits the namespace of a cluster-scoped object', () => {
  const promise = {
    KRATIX_OBJECT_KIND: 'Promise',
    KRATIX_OBJECT_NAMESPACE: '',
    KRATIX_CLUSTER_SCOPED: 'true',
  };
  expect(workflowObject(promise)).toMatchObject({ namespace: undefined, clusterScoped: true });
});

test('accessors return undefined outside of Kratix', () => {
  expect([workflowAction({}), workflowType({}), promiseName({}), pipelineName({})]).toEqual(
    Array(4).fill(undefined),
  );
  expect([isConfigureAction({}), isDeleteAction({}), isDryRun({})]).toEqual([false, false, false]);
});

test('workflowAction() and workflowType() refuse unsupported values', () => {
  expect(() => workflowAction({ KRATIX_WORKFLOW_ACTION: 'update' })).toThrow(
    'Unsupported KRATIX_WORKFLOW_ACTION "update"; supported: configure, delete',
  );
  expect(() => workflowType({ KRATIX_WORKFLOW_TYPE: 'health' })).toThrow('supported: resource, promise');
});

test('isDryRun() returns true only for "true"', () => {
  expect(isDryRun({ KRATIX_DRY_RUN: 'true' })).toBe(true);
  expect(['false', '', '1'].map((value) => isDryRun({ KRATIX_DRY_RUN: value }))).toEqual([
    false,
    false,
    false,
  ]);
});
