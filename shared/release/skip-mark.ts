/** Marker that makes Argo CD skip the whole file and prune its objects. */
export const skipMark = '+argocd:skip-file-rendering';
