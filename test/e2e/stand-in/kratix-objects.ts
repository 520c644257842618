import { kratixGroup } from '../../../shared/kratix/contract.ts';
import type { Conditioned } from '../../../shared/kubernetes-object.ts';

/** Path of Kratix's own kinds at the API server. */
export const kratixKinds = `/apis/${kratixGroup}/v1alpha1`;

/** A Destination, as far as the stand-in reads one. */
export interface Destination extends Conditioned {
  readonly spec: {
    readonly path: string;
    readonly filepath?: { readonly mode?: string };
    readonly stateStoreRef: { readonly kind: string; readonly name: string };
  };
}

/** A GitStateStore, as far as the stand-in reads one. */
export interface GitStateStoreObject extends Conditioned {
  readonly spec: {
    readonly url: string;
    readonly branch?: string;
    readonly path?: string;
    readonly authMethod?: string;
    readonly secretRef?: SecretReference;
  };
}

export interface SecretReference {
  readonly name: string;
  readonly namespace?: string;
}
