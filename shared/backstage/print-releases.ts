/** Release in the status of a request. */
export interface DeliveredRelease {
  readonly name: string;
  readonly chart?: string;
  /** True if the release keeps data, so that it cannot be removed. */
  readonly protected?: boolean;
}

/** Returns a line for each release that a deletion removes. */
export function printReleases(releases: readonly DeliveredRelease[]): string[] {
  return releases.map(
    ({ name, chart, protected: isProtected }) =>
      `${name}${chart === undefined ? '' : ` (${chart})`}${isProtected === true ? ', protected' : ''}`,
  );
}
