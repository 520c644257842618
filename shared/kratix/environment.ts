import { environmentVariables } from './contract.ts';

/** Environment variables of a process. Every function here defaults to `process.env`. */
export type Environment = Readonly<Record<string, string | undefined>>;

const workflowActions = ['configure', 'delete'] as const;
const workflowTypes = ['resource', 'promise'] as const;

/** Action of the workflow on its object. */
export type WorkflowAction = (typeof workflowActions)[number];

/** Type of the workflow: for a resource request, or for the Promise itself. */
export type WorkflowType = (typeof workflowTypes)[number];

/** Object that the workflow runs for, from the environment variables. */
export interface WorkflowObject {
  readonly kind: string | undefined;
  readonly group: string | undefined;
  readonly version: string | undefined;
  readonly name: string | undefined;
  /** Undefined for a cluster-scoped object. */
  readonly namespace: string | undefined;
  /** Plural of the object's CRD, as in API paths. */
  readonly plural: string | undefined;
  readonly clusterScoped: boolean;
}

/**
 * Returns `configure` or `delete`; undefined outside of Kratix.
 *
 * @throws Error if the variable has an unsupported value, as with a newer contract
 */
export function workflowAction(environment: Environment = process.env): WorkflowAction | undefined {
  return readWord(workflowActions, environmentVariables.workflowAction, environment);
}

/**
 * Returns `resource` or `promise`; undefined outside of Kratix.
 *
 * @throws Error if the variable has an unsupported value, as with a newer contract
 */
export function workflowType(environment: Environment = process.env): WorkflowType | undefined {
  return readWord(workflowTypes, environmentVariables.workflowType, environment);
}

/**
 * Returns `metadata.name` of the Promise.
 * @public
 */
export function promiseName(environment: Environment = process.env): string | undefined {
  return read(environmentVariables.promiseName, environment);
}

/**
 * Returns `metadata.name` of the Pipeline within the Promise's workflow.
 * @public
 */
export function pipelineName(environment: Environment = process.env): string | undefined {
  return read(environmentVariables.pipelineName, environment);
}

/**
 * Returns the identity of the object without reading the object.
 * @public
 */
export function workflowObject(environment: Environment = process.env): WorkflowObject {
  return {
    kind: read(environmentVariables.objectKind, environment),
    group: read(environmentVariables.objectGroup, environment),
    version: read(environmentVariables.objectVersion, environment),
    name: read(environmentVariables.objectName, environment),
    namespace: read(environmentVariables.objectNamespace, environment),
    plural: read(environmentVariables.crdPlural, environment),
    clusterScoped: isTrue(environmentVariables.clusterScoped, environment),
  };
}

/** Returns true in the workflows of the Promise itself. */
export function isPromiseWorkflow(environment: Environment = process.env): boolean {
  return workflowType(environment) === 'promise';
}

/**
 * Returns true in the workflows of a request.
 * @public
 */
export function isResourceWorkflow(environment: Environment = process.env): boolean {
  return workflowType(environment) === 'resource';
}

/**
 * Returns true if the object is new, changed, or reconciled again.
 * @public
 */
export function isConfigureAction(environment: Environment = process.env): boolean {
  return workflowAction(environment) === 'configure';
}

/** Returns true if the object is being deleted. Kratix ignores the output volume then. */
export function isDeleteAction(environment: Environment = process.env): boolean {
  return workflowAction(environment) === 'delete';
}

/**
 * Returns true for a dry run, in which Kratix only shows what a change would write. A pipeline must omit side effects then,
 * but produce the same output.
 * @public
 */
export function isDryRun(environment: Environment = process.env): boolean {
  return isTrue(environmentVariables.dryRun, environment);
}

function readWord<Word extends string>(
  words: readonly Word[],
  variable: string,
  environment: Environment,
): Word | undefined {
  const value = read(variable, environment);
  const word = words.find((candidate) => candidate === value);
  if (value !== undefined && word === undefined) {
    throw new Error(`Unsupported ${variable} "${value}"; supported: ${words.join(', ')}`);
  }
  return word;
}

/** Returns a variable; undefined if it is empty, as Kratix sets variables that do not apply. */
function read(variable: string, environment: Environment): string | undefined {
  return environment[variable] || undefined;
}

function isTrue(variable: string, environment: Environment): boolean {
  return environment[variable] === 'true';
}
