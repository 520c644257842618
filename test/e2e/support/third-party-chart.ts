import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { tool } from '../cluster/layout.ts';
import { run } from '../cluster/processes.ts';
import type { ClusterAccess } from './platform.ts';
import { withChartsWriter } from './registry.ts';

/** Registry to push to. */
interface Target {
  readonly url: string;
  /** Flags for Helm: credentials, plain HTTP. */
  readonly access: readonly string[];
}

/**
 * Creates a chart that the image does not carry, and pushes it with Helm.
 *
 * @param target Defaults to the registry of the platform, through a forwarded port
 */
export async function pushThirdPartyChart(
  cluster: ClusterAccess,
  name: string,
  target?: Target,
): Promise<void> {
  const { folder } = cluster;
  const archive = await packageThirdPartyChart(folder, name);
  const push = ({ url, access }: Target): Promise<string> =>
    run(tool('helm4'), ['push', archive, url, ...access], { env: { HOME: folder } });
  await (target === undefined
    ? withChartsWriter(cluster, ({ url, username, password }) =>
        push({ url, access: ['--plain-http', '--username', username, '--password', password] }),
      )
    : push(target));
}

/** Returns the path of the packaged chart. */
async function packageThirdPartyChart(folder: string, name: string): Promise<string> {
  const chart = join(folder, 'third-party-charts', name);
  mkdirSync(join(chart, 'templates'), { recursive: true });
  const files = {
    'Chart.yaml': `apiVersion: v2\nname: ${name}\nversion: 0.1.0\n`,
    'values.yaml': 'greeting: hello\n',
    'templates/settings.yaml': [
      'apiVersion: v1',
      'kind: ConfigMap',
      'metadata: {name: "{{ .Release.Name }}"}',
      'data: {greeting: "{{ .Values.greeting }}"}',
      '{{- with .Values.undeclaredField }}',
      '{{ . }}: {}',
      '{{- end }}',
    ].join('\n'),
    'templates/namespace.yaml': [
      '{{- with .Values.namespace }}',
      'apiVersion: v1',
      'kind: Namespace',
      'metadata: {name: "{{ . }}"}',
      '{{- end }}',
    ].join('\n'),
  };
  for (const [path, content] of Object.entries(files)) writeFileSync(join(chart, path), content);
  await run(tool('helm4'), ['package', chart, '--destination', folder], { env: { HOME: folder } });
  return join(folder, `${name}-0.1.0.tgz`);
}
