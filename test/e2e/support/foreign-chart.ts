import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { tool } from '../cluster/place.ts';
import { run } from '../cluster/processes.ts';
import type { ClusterAccess } from './platform.ts';
import { chartsURL } from './registry.ts';

/** Registry to push to. */
interface Target {
  readonly url: string;
  /** Flags for Helm: credentials, plain HTTP. */
  readonly access: readonly string[];
}

/** Creates a chart that the image does not carry, and pushes it with Helm. */
export async function pushForeignChart(
  { folder }: Pick<ClusterAccess, 'folder'>,
  name: string,
  { url, access }: Target = { url: chartsURL, access: ['--plain-http'] },
): Promise<void> {
  const chart = join(folder, 'foreign-charts', name);
  mkdirSync(join(chart, 'templates'), { recursive: true });
  const files = {
    'Chart.yaml': `apiVersion: v2\nname: ${name}\nversion: 0.1.0\n`,
    'values.yaml': 'greeting: hello\n',
    'templates/settings.yaml': [
      'apiVersion: v1',
      'kind: ConfigMap',
      'metadata: {name: "{{ .Release.Name }}"}',
      'data: {greeting: "{{ .Values.greeting }}"}',
    ].join('\n'),
  };
  for (const [path, content] of Object.entries(files)) writeFileSync(join(chart, path), content);
  const env = { HOME: folder };
  await run(tool('helm4'), ['package', chart, '--destination', folder], { env });
  const archive = join(folder, `${name}-0.1.0.tgz`);
  await run(tool('helm4'), ['push', archive, url, ...access], { env });
}
