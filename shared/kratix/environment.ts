import { variables } from './contract.ts';

/** The variables of a process; `process.env` where a function is not given others. */
export type Environment = Readonly<Record<string, string | undefined>>;

const workflowActions = ['configure', 'delete'] as const;
const workflowTypes = ['resource', 'promise'] as const;

/** Action of the workflow on its object. */
export type WorkflowAction = (typeof workflowActions)[number];

/** Type of the workflow: for a resource request, or for the Promise itself. */
export type WorkflowType = (typeof workflowTypes)[number];

/** The object that the workflow runs for, as Kratix names it to the container. */
export interface WorkflowObject {
  readonly kind: string | undefined;
  readonly group: string | undefined;
  readonly version: string | undefined;
  readonly name: string | undefined;
  /** Unset where the object is cluster-scoped. */
  readonly namespace: string | undefined;
  /** Plural of the object's CRD, as in API paths. */
  readonly plural: string | undefined;
  readonly clusterScoped: boolean;
}

/**
 * `configure` or `delete`; undefined outside Kratix.
 * @throws Error where the variable holds another word: a contract this program does not know
 */
export function workflowAction(environment: Environment = process.env): WorkflowAction | undefined {
  return oneOf(workflowActions, variables.workflowAction, environment);
}

/**
 * `resource` or `promise`; undefined outside Kratix.
 * @throws Error where the variable holds another word: a contract this program does not know
 */
export function workflowType(environment: Environment = process.env): WorkflowType | undefined {
  return oneOf(workflowTypes, variables.workflowType, environment);
}

/**
 * `metadata.name` of the Promise.
 * @public
 */
export function promiseName(environment: Environment = process.env): string | undefined {
  return read(variables.promiseName, environment);
}

/**
 * `metadata.name` of the Pipeline within the Promise's workflow.
 * @public
 */
export function pipelineName(environment: Environment = process.env): string | undefined {
  return read(variables.pipelineName, environment);
}

/**
 * Kind, group, version, name and namespace of the object, without reading it.
 * @public
 */
export function workflowObject(environment: Environment = process.env): WorkflowObject {
  return {
    kind: read(variables.objectKind, environment),
    group: read(variables.objectGroup, environment),
    version: read(variables.objectVersion, environment),
    name: read(variables.objectName, environment),
    namespace: read(variables.objectNamespace, environment),
    plural: read(variables.crdPlural, environment),
    clusterScoped: isTrue(variables.clusterScoped, environment),
  };
}

/** True in the workflows of the Promise itself. */
export function isPromiseWorkflow(environment: Environment = process.env): boolean {
  return workflowType(environment) === 'promise';
}

/**
 * True in the workflows of a request.
 * @public
 */
export function isResourceWorkflow(environment: Environment = process.env): boolean {
  return workflowType(environment) === 'resource';
}

/**
 * True when the object is new, has changed, or is looked at again.
 * @public
 */
export function isConfigureAction(environment: Environment = process.env): boolean {
  return workflowAction(environment) === 'configure';
}

/** True when the object is being deleted; nothing in the output volume is used then. */
export function isDeleteAction(environment: Environment = process.env): boolean {
  return workflowAction(environment) === 'delete';
}

/**
 * True when Kratix only wants to show what a change would write. A pipeline leaves out side effects then
 * (calls that change something elsewhere); its output must not differ, since the output is what is shown.
 * @public
 */
export function isDryRun(environment: Environment = process.env): boolean {
  return isTrue(variables.dryRun, environment);
}

function oneOf<Word extends string>(
  words: readonly Word[],
  variable: string,
  environment: Environment,
): Word | undefined {
  const value = read(variable, environment);
  const word = words.find((candidate) => candidate === value);
  if (value !== undefined && word === undefined) {
    throw new Error(`Read ${variable}: "${value}" is none of ${words.join(', ')}`);
  }
  return word;
}

/** Kratix sets a variable that does not apply to the empty string. */
function read(variable: string, environment: Environment): string | undefined {
  return environment[variable] || undefined;
}

function isTrue(variable: string, environment: Environment): boolean {
  return environment[variable] === 'true';
}
