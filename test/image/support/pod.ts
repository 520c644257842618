import { chmodSync, chownSync, mkdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { stringify } from 'yaml';
import { findDefinition } from '../../../pipelines/configure/find-definition.ts';
import { group, version } from '../../../shared/api-version.ts';
import { environmentVariables, kratixVolumes, objectFile } from '../../../shared/kratix/contract.ts';
import type { KubernetesObject } from '../../../shared/kubernetes-object.ts';
import { readTree } from '../../support/read-tree.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import type { ImageUnderTest } from '../setup.ts';
import { pipelineContainer, type RunOptions } from './container-spec.ts';
import { runContainer } from './run-container.ts';
import { type ProgramResult, runProgram } from './run-program.ts';

/** Kratix's own containers run as this user, before ours and after it. */
const kratixUser = 65532;

/** Differences of a run from one that Kratix starts. */
type PodRun = Partial<
  Pick<RunOptions, 'args' | 'command' | 'uid' | 'resources' | 'network' | 'readOnly' | 'env'>
>;

/** Pod that Kratix creates for a request: three volumes that outlive its containers. */
export interface Pod {
  /** Writes the object as Kratix's reader does. */
  readonly read: (object: KubernetesObject) => void;
  /** Runs our container and waits for its end. */
  readonly run: (options?: PodRun) => Promise<ProgramResult>;
  /** Returns every file that Kratix would collect: `output/…` and `metadata/…`. */
  readonly written: () => Readonly<Record<string, string>>;
  /** Exits with 0 if Kratix's own containers can read every file. */
  readonly readAsKratix: () => Promise<ProgramResult>;
}

/** Creates a pod that is removed at the end of the test. */
export function newPod(image: ImageUnderTest): Pod {
  const folder = temporaryFolder();
  // its files belong to other users
  chmodSync(folder, 0o755);
  const [input, output, metadata, empty] = ['input', 'output', 'metadata', 'empty'].map((name) => {
    const volume = join(folder, name);
    mkdirSync(volume);
    // an emptyDir
    chmodSync(volume, 0o777);
    return volume;
  }) as [string, string, string, string];
  let env = {};
  return {
    read(object): void {
      env = environmentOf(object);
      const file = join(input, objectFile);
      writeFileSync(file, stringify(object), { mode: 0o644 });
      chownSync(file, kratixUser, kratixUser);
    },
    run: (options = {}) =>
      runContainer(image, {
        ...options,
        writable: { [kratixVolumes.output]: output, [kratixVolumes.metadata]: metadata },
        readOnly: {
          [kratixVolumes.input]: input,
          // the optional Secret and ConfigMap, which do not exist
          ...Object.fromEntries(pipelineContainer.volumeMounts.map(({ mountPath }) => [mountPath, empty])),
          ...options.readOnly,
        },
        env: { ...env, ...options.env },
      }),
    written: () => ({ ...treeBelow(output), ...treeBelow(metadata) }),
    readAsKratix: () => {
      const read = ['find', output, metadata, '-type', 'f', '-exec', 'cat', '{}', '+'];
      const user = ['--reuid', String(kratixUser), '--regid', String(kratixUser), '--clear-groups'];
      return runProgram('setpriv', { args: [...user, ...read] });
    },
  };
}

/** Returns the content of every file of a volume by its path, which begins with the volume's name. */
function treeBelow(volume: string): Record<string, string> {
  const files = Object.entries(readTree(volume));
  return Object.fromEntries(files.map(([path, content]) => [`${basename(volume)}/${path}`, content]));
}

/** Environment variables of a container in a configure workflow (Kratix documentation, "Writing pipelines"). */
function environmentOf(object: KubernetesObject): Record<string, string> {
  const { name, kind, plural } = findDefinition(object);
  return {
    [environmentVariables.workflowAction]: 'configure',
    [environmentVariables.workflowType]: 'resource',
    [environmentVariables.promiseName]: name,
    [environmentVariables.pipelineName]: 'configure',
    [environmentVariables.objectKind]: kind,
    [environmentVariables.objectGroup]: group,
    [environmentVariables.objectVersion]: version,
    [environmentVariables.objectName]: object.metadata.name,
    [environmentVariables.objectNamespace]: object.metadata.namespace ?? 'default',
    [environmentVariables.crdPlural]: plural,
    [environmentVariables.clusterScoped]: 'false',
  };
}
