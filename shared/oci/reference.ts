import { isDigest } from '../chart-files/digest.ts';
import { problem, RequestError } from '../errors.ts';

/** Reference to a chart or a folder of charts in a registry. */
export interface Reference {
  /** `host[:port]`. */
  readonly registry: string;
  /** `path/name`: OCI distribution spec, `<name>`. */
  readonly repository: string;
  readonly tag?: string;
  /** `sha256:…`; takes precedence over the tag. */
  readonly digest?: string;
}

const registryGrammar = /^(?:\[[0-9a-f:]+\]|[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?)(?::[0-9]{1,5})?$/i;
/** https://github.com/opencontainers/distribution-spec/blob/main/spec.md#pulling-manifests */
const repositoryGrammar =
  /^[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*)*$/;
const tagGrammar = /^[a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}$/;

/** Registry host for each name of Docker Hub. */
const dockerHub: Readonly<Record<string, string>> = {
  'docker.io': 'registry-1.docker.io',
  'index.docker.io': 'registry-1.docker.io',
};

/**
 * Parses `oci://host[:port]/path/name[:tag][@sha256:…]`.
 *
 * @throws RequestError `InvalidChart`; the message does not quote the text, which may contain a password
 */
export function parseReference(text: string): Reference {
  if (!text.startsWith('oci://')) throw malformed('it must start with "oci://"');
  if (text.length > 1024) throw malformed('it is longer than 1024 characters');
  const path = text.slice('oci://'.length).replace(/\/$/, '');
  const slash = path.indexOf('/');
  if (slash < 0) throw malformed('it needs a path after the host');
  const host = path.slice(0, slash).toLowerCase();
  const [name, digest] = cutLast(path.slice(slash + 1), '@');
  const [repository, tag] = cutLast(name, ':');
  if (!registryGrammar.test(host) || !URL.canParse(`http://${host}`))
    throw malformed('its host must be "host" or "host:port", without user or password');
  if (!repositoryGrammar.test(repository)) {
    throw malformed('its path must be lower-case letters and digits, joined by ".", "_", "-" and "/"');
  }
  if (tag !== undefined && !tagGrammar.test(tag))
    throw malformed('its tag must be letters, digits, "_", "." and "-"');
  if (digest !== undefined && !isDigest(digest))
    throw malformed('its digest must be "sha256:" and 64 hexadecimal digits');
  return {
    registry: dockerHub[host] ?? host,
    repository,
    ...(tag !== undefined && { tag }),
    ...(digest !== undefined && { digest }),
  };
}

/** Prints a reference: `oci://host[:port]/path/name[:tag][@sha256:…]`. */
export function printReference({ registry, repository, tag, digest }: Reference): string {
  return `oci://${registry}/${repository}${tag ? `:${tag}` : ''}${digest ? `@${digest}` : ''}`;
}

function cutLast(text: string, separator: string): [string, string | undefined] {
  const index = text.lastIndexOf(separator);
  return index < 0 ? [text, undefined] : [text.slice(0, index), text.slice(index + 1)];
}

function malformed(detail: string): RequestError {
  return new RequestError('InvalidChart', [problem('', `Invalid chart reference: ${detail}`)]);
}
