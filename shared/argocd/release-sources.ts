import type { Values } from '../helm/chart.ts';
import type { Platform } from '../release/platform.ts';
import type { Release } from '../release/release.ts';
import { skipMark } from '../release/skip-mark.ts';
import { releaseFiles, stateStoreURL } from '../release/state-store.ts';
import { printYaml } from '../yaml.ts';

/**
 * Maximum size of inline values, as the API server stores them. The Applications below a root share 10 MB, beyond which
 * the root fails (argo-cd v3.5, `--max-combined-directory-manifests-size`), and Argo CD stores up to 16 copies of a source
 * in an object that etcd limits to 1.5 MiB.
 */
const maxInlineSize = 16 * 1024;

/**
 * Renders the source of a release: the chart with its values as a string, whose types and nulls no server changes. If the
 * platform wants values in a file, or they are too large, the state store is a second source. Then each of its commits
 * renders the chart again (Argo CD, "Helm" and "Multiple sources").
 */
export function renderSources(
  release: Release,
  {
    chart,
    platform,
    values,
  }: { readonly chart: Values; readonly platform: Platform; readonly values: Values },
): Values {
  const { branch, values: valuesPlace } = platform.gitOps;
  const text = printYaml(values);
  const { name: releaseName } = release;
  if (valuesPlace !== 'file' && storedSize(text) <= maxInlineSize && !text.includes(skipMark))
    return { source: { ...chart, helm: { releaseName, values: text } } };
  return {
    sources: [
      { ...chart, helm: { releaseName, valueFiles: [`$values/${releaseFiles(release).values}`] } },
      { repoURL: stateStoreURL(platform), targetRevision: `refs/heads/${branch}`, ref: 'values' },
    ],
  };
}

/** Returns the size of a string in the JSON of the API server, which escapes these characters (Go, `json.HTMLEscape`). */
function storedSize(text: string): number {
  return Buffer.byteLength(JSON.stringify(text).replace(/[<>&\u2028\u2029]/g, '\\u0000'));
}
