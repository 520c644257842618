import { kratixGroup } from '../../../shared/kratix/contract.ts';
import type { Conditioned } from '../../../shared/kubernetes-object.ts';

/** Path of Kratix's own kinds at the API server. */
export const kratixKinds = `/apis/${kratixGroup}/v1alpha1`;

/** Fields of a Destination that the stand-in reads. */
export interface Destination extends Conditioned {
  readonly spec: {
    readonly path: string;
    readonly filepath?: { readonly mode?: string };
    readonly stateStoreRef: { readonly kind: string; readonly name: string };
  };
}

/** Fields of a GitStateStore that the stand-in reads. */
export interface GitStateStoreObject extends Conditioned {
  readonly spec: {
    readonly url: string;
    readonly branch?: string;
    readonly path?: string;
    readonly authMethod?: string;
    readonly secretRef?: SecretReference;
  };
}

/** Reference to a Secret. */
export interface SecretReference {
  readonly name: string;
  readonly namespace?: string;
}
