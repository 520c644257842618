import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseChartYaml } from '../../../shared/yaml.ts';
import { type Case, findCases } from '../../support/cases.ts';
import { type ChartFolder, foreignCharts, ourCharts } from './charts.ts';

/** File that a case delivers. */
export interface DeliveredFile {
  /** `<promise>/<case>: <path>` */
  readonly id: string;
  readonly path: string;
  readonly text: string;
}

/** Release that a case delivers: its values, its chart and its destination. */
export interface DeliveredValues {
  readonly id: string;
  readonly values: string;
  readonly chart: Pick<ChartFolder, 'name' | 'version' | 'folder'>;
  readonly release: string;
  readonly namespace: string;
}

/** Returns whether the request of a case is refused or waits. */
export function isRefused({ expected }: Case): boolean {
  const status = readYaml(readFileSync(join(expected, 'metadata/status.yaml'), 'utf8'));
  return (status as { failure?: unknown }).failure != null;
}

/** Returns every file of a case's expected output. */
export function deliveredFiles({ promise, name, expected }: Case): DeliveredFile[] {
  const folder = join(expected, 'output');
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => {
      const file = join(entry.parentPath, entry.name);
      const path = file.slice(folder.length + 1);
      return { id: `${promise}/${name}: ${path}`, path, text: readFileSync(file, 'utf8') };
    });
}

/** Returns every release of every case. @throws Error if a chart is neither ours nor one of test/foreign-charts */
export function deliveredValues(): DeliveredValues[] {
  const charts = [...ourCharts(), ...foreignCharts()];
  return findCases().flatMap((oneCase) => {
    const files = new Map(deliveredFiles(oneCase).map((file) => [file.path, file]));
    return [...files.values()]
      .filter(({ path }) => path.endsWith('/values.yaml'))
      .map(({ id, path, text }) => {
        const beside = (name: string): unknown =>
          readYaml(files.get(path.replace(/values\.yaml$/, name))!.text);
        const { chart: name, version } = beside('config.yaml') as { chart: string; version: string };
        const chart = charts.find((own) => own.name === name && own.version === version);
        if (!chart)
          throw new Error(`${id}: no chart "${name}" ${version} under promises/ or test/foreign-charts/`);
        const { spec } = beside('application.yaml') as {
          spec: { destination: { namespace: string }; sources: { helm?: { releaseName: string } }[] };
        };
        const release = spec.sources.flatMap(({ helm }) => (helm ? [helm.releaseName] : []))[0]!;
        return { id, values: text, chart, release, namespace: spec.destination.namespace };
      });
  });
}

function readYaml(text: string): unknown {
  return parseChartYaml(text, 'expected');
}
