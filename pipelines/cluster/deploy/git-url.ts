/** Address of a state store in the three fields of a BootstrapClaim. */
export interface GitAddress {
  /** `https://host[:port]` */
  readonly giteaURL: string;
  readonly organization: string;
  readonly repository: string;
}

/**
 * Parses the address of a repository; undefined if it is not HTTPS or contains credentials.
 *
 * @param url `https://host[:port]/organization/repository.git`
 */
export function parseGitURL(url: string): GitAddress | undefined {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (parsed?.protocol !== 'https:' || parsed.username !== '' || parsed.password !== '') return undefined;
  const found = /^\/(.+)\/([^/]+)\.git$/.exec(parsed.pathname);
  if (found === null) return undefined;
  return { giteaURL: parsed.origin, organization: found[1]!, repository: found[2]! };
}
