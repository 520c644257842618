/** What a BootstrapClaim says of a state store in three fields. */
export interface GitPlace {
  /** `https://host[:port]` */
  readonly giteaURL: string;
  readonly organization: string;
  readonly repository: string;
}

/**
 * The parts of a repository's address; undefined for an address that is none over HTTPS, or that holds credentials.
 *
 * @param url `https://host[:port]/organization/repository.git`
 */
export function parseGitURL(url: string): GitPlace | undefined {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (parsed?.protocol !== 'https:' || parsed.username !== '' || parsed.password !== '') return undefined;
  const found = /^\/(.+)\/([^/]+)\.git$/.exec(parsed.pathname);
  if (found === null) return undefined;
  return { giteaURL: parsed.origin, organization: found[1]!, repository: found[2]! };
}
