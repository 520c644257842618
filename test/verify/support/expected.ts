import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Values } from '../../../shared/helm/chart.ts';
import { parseChartYaml, printYaml } from '../../../shared/yaml.ts';
import { type Case, findCases } from '../../support/cases.ts';
import { type ChartFolder, ourCharts, thirdPartyCharts } from './charts.ts';

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
  /** True for the defaults of a namespace, which have no layers. */
  readonly isWhole: boolean;
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

/** Application of a release, with its values in the state store or in itself. */
interface ReleaseApplication {
  readonly spec: {
    readonly destination: { readonly namespace: string };
    readonly source?: Source;
    readonly sources?: readonly Source[];
  };
}

interface Source {
  readonly repoURL: string;
  readonly targetRevision: string;
  readonly helm?: {
    readonly releaseName: string;
    readonly valueFiles?: readonly string[];
    readonly values?: string;
    readonly valuesObject?: Values;
  };
}

/** Returns every release of every case. @throws Error if a chart is neither ours nor one of test/third-party-charts */
export function deliveredValues(): DeliveredValues[] {
  const charts = [...ourCharts(), ...thirdPartyCharts()];
  return findCases().flatMap((oneCase) => {
    const files = new Map(deliveredFiles(oneCase).map((file) => [file.path, file]));
    return [...files.values()]
      .filter(({ path }) => path.startsWith('environments/') && isApplication(path))
      .map(({ id, text }) => {
        const { destination, source, sources = [source!] } = (readYaml(text) as ReleaseApplication).spec;
        const { repoURL, targetRevision, helm } = sources.find((one) => one.helm !== undefined)!;
        const name = repoURL.split('/').at(-1);
        const version = targetRevision.split('@')[0];
        const chart = charts.find((own) => own.name === name && own.version === version);
        if (!chart)
          throw new Error(`${id}: no chart "${name}" ${version} under promises/ or test/third-party-charts/`);
        const { values: inline, valuesObject, valueFiles: [file = ''] = [] } = helm!;
        const values =
          inline ?? (valuesObject ? printYaml(valuesObject) : files.get(file.slice('$values/'.length))!.text);
        return {
          id,
          values,
          chart,
          release: helm!.releaseName,
          namespace: destination.namespace,
          isWhole: valuesObject !== undefined,
        };
      });
  });
}

/** Returns whether a file is the Application of a release or of the defaults of a namespace. */
function isApplication(path: string): boolean {
  return path.endsWith('/application.yaml') || path.includes('/_namespaces/');
}

function readYaml(text: string): unknown {
  return parseChartYaml(text, 'expected');
}
