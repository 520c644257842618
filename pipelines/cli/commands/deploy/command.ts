import { defineCommand, defineFlags } from '../../define-command.ts';
import { clusterFlags, jsonFlags, promisesFlags, quietFlags } from '../../shared-flags.ts';

/** Make takes all of these from the environment too, because `make kind-up` passes them on. */
const environment = true;

const flags = defineFlags({
  image: {
    value: 'name',
    description: 'image of the pipeline container',
    defaultText: 'the image that the Promises name',
    environment,
  },
  gitUrl: {
    value: 'url',
    description: 'existing repository, https://host/organization/repository.git',
    environment,
  },
  gitBranch: {
    value: 'name',
    description: 'branch of that repository, with at least one commit',
    defaultText: 'main',
    environment,
  },
  gitCa: { value: 'file', description: 'PEM file with the private CA of the Git server', environment },
  registry: { value: 'url', description: 'existing registry, oci://host[:port]/path', environment },
  plainHttp: { description: 'use HTTP without TLS for that registry', environment },
  platformNamespace: {
    value: 'name',
    description: 'namespace of the BootstrapClaims; those in other namespaces are refused',
    defaultText: 'infraforge-platform',
    environment,
  },
  onlyPromises: {
    value: 'names',
    description: 'comma-separated Promises to install; bootstrap-claim is always included',
    defaultText: 'every Promise',
    environment,
  },
  bootstrap: {
    value: 'file',
    description: 'BootstrapClaim to apply unchanged',
    defaultText: 'the example, the first time',
    negation: 'apply no BootstrapClaim',
    environment,
  },
  giteaImage: {
    value: 'name',
    description: 'image of Gitea',
    defaultText: 'see kind/versions.json',
    environment,
  },
  registryImage: {
    value: 'name',
    description: 'image of the registry',
    defaultText: 'see kind/versions.json',
    environment,
  },
  certManagerManifest: {
    value: 'file',
    description: 'path or URL of the cert-manager manifest; append #sha256=<checksum> to verify it',
    environment,
  },
  kratixManifest: {
    value: 'file',
    description: 'path or URL of the Kratix manifest; append #sha256=<checksum> to verify it',
    environment,
  },
  argocdManifest: {
    value: 'file',
    description: 'path or URL of the Argo CD manifest; append #sha256=<checksum> to verify it',
    environment,
  },
  timeout: {
    value: 'seconds',
    description: 'maximum wait for each step',
    integer: true,
    default: 600,
    environment,
  },
});

/** Declaration of `infraforge deploy`. */
export const deploy = defineCommand({
  name: 'deploy',
  target: 'deploy-platform',
  summary: 'Install the platform on a Kubernetes cluster',
  description:
    'Installs the platform on a cluster: cert-manager, Kratix, Argo CD, the charts, the state store, the Promises with their admission policies and ClusterRoles, and a first BootstrapClaim. Also installs Gitea and a registry, unless you name existing ones. Keeps what exists, so it can be repeated. Needs openssl for Gitea.',
  arguments: {},
  flags: { ...clusterFlags, ...flags, ...promisesFlags, ...jsonFlags, ...quietFlags },
  notes:
    'Credentials come from the environment: GIT_USERNAME and GIT_PASSWORD for --git-url, GIT_READ_USERNAME and GIT_READ_PASSWORD for a read-only account that Argo CD uses, REGISTRY_USERNAME and REGISTRY_PASSWORD for Argo CD with --registry. Charts are pushed with the credentials of "docker login". With --json, each step is an object with its name, seconds and detail, and with "change": "created", "changed" or "unchanged"; the last line is the result.',
  examples: [
    'deploy',
    'deploy --context kind-platform-dev --image ghcr.io/you/infraforge:1.0.0',
    'deploy --only-promises application-claim,postgresql,redis',
    'deploy --git-url https://git.example.com/platform/state-store.git --registry oci://registry.example.com/charts',
  ],
  exits: {
    done: 'the platform is up, and its BootstrapClaim is delivered',
    defect: 'a step failed: its message says what to do, and completed steps are kept',
    refused: 'the platform is up, and its BootstrapClaim is refused',
    retry: 'the platform is up, and its BootstrapClaim waits for a registry or the API server',
  },
});
