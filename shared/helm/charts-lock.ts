import { problem, RequestError } from '../errors.ts';
import { parseChartYaml, printYaml } from '../yaml.ts';
import { isChartName, isChartVersion } from './chart-identity.ts';
import { isDigest } from './digest.ts';

/** Version and manifest digest of each built-in chart, as `charts push` publishes it. */
export interface ChartsLock {
  readonly [chart: string]: { readonly version: string; readonly digest: string };
}

/**
 * Reads `charts.lock`.
 * @throws RequestError `InvalidChart` with the entry that is not `{version, digest}`
 */
export function parseChartsLock(text: string): ChartsLock {
  const lock = parseChartYaml(text, 'charts.lock') ?? {};
  if (typeof lock !== 'object' || Array.isArray(lock)) throw invalid('it must be an object of charts');
  return Object.fromEntries(
    Object.entries(lock).map(([name, entry]) => {
      const { version, digest } = (entry ?? {}) as { version?: unknown; digest?: unknown };
      if (!isChartName(name) || !isChartVersion(version) || !isDigest(digest)) {
        throw invalid(`"${name}" must have a version and a digest "sha256:…"`);
      }
      return [name, { version, digest }];
    }),
  );
}

/** Prints `charts.lock`, sorted by chart. */
export function printChartsLock(lock: ChartsLock): string {
  return printYaml(lock);
}

function invalid(detail: string): RequestError {
  return new RequestError('InvalidChart', [problem('', `File "charts.lock" is refused: ${detail}`)]);
}
