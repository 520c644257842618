import { argocdNamespace } from '../../shared/argocd/names.ts';
import type { KubernetesObject } from '../../shared/kubernetes-object.ts';
import { versions } from './deploy/versions.ts';

/** The Deployment that reads charts for Argo CD, as its own installation names it. */
export const argocdRepoServer = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  namespace: argocdNamespace,
  name: 'argocd-repo-server',
} as const;

/** A Deployment with the images of its containers. */
export interface ImagesObject extends KubernetesObject {
  readonly spec?: {
    readonly template?: {
      readonly spec?: { readonly containers?: readonly { readonly image?: string }[] };
    };
  };
}

/**
 * Returns why an Argo CD is too old, and what to do; undefined if it is new enough, or if its image names no version.
 *
 * @param repoServer the Deployment {@link argocdRepoServer}; undefined if Argo CD runs in another way
 */
export function argocdVersionProblem(
  repoServer: ImagesObject | undefined,
): { readonly problem: string; readonly hint: string } | undefined {
  const { minimum } = versions.argocd;
  const images = repoServer?.spec?.template?.spec?.containers ?? [];
  const version = images.flatMap(({ image = '' }) => versionTag.exec(image)?.[1] ?? [])[0];
  if (version === undefined || version.localeCompare(minimum, 'en', { numeric: true }) >= 0) return undefined;
  return {
    problem: `Argo CD ${version} cannot limit an AppProject to namespaces by name`,
    hint: `upgrade Argo CD to ${minimum} or newer`,
  };
}

/** A tag such as `v3.0.6`, with or without a digest. */
const versionTag = /:(v\d+\.\d+\.\d+)[^/]*$/;
