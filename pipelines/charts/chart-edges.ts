import { statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { chainSources } from '../../shared/chart-files/chain-sources.ts';
import type { ChartsLock } from '../../shared/chart-files/charts-lock.ts';
import { problem, RequestError, UsageError } from '../../shared/errors.ts';
import type { ChartSource } from '../../shared/helm/chart.ts';
import type { Environment } from '../../shared/kratix/environment.ts';
import { registryCharts } from '../../shared/oci/chart-source.ts';
import { readCredentials } from '../../shared/oci/credentials.ts';
import { registryImages } from '../../shared/oci/image-source.ts';
import { parseReference } from '../../shared/oci/reference.ts';
import type { RegistryOptions } from '../../shared/oci/registry-client.ts';
import { lockedChartWarnings, verifyLockedCharts } from '../../shared/oci/verify-locked-charts.ts';
import { carriedCharts, readCarriedLock } from '../configure/carried-charts.ts';
import type { Edges } from '../configure/configure.ts';
import { folderCharts, isArchiveName } from './chart-folder.ts';

/** Source of charts: a folder or a registry. Defaults to the carried charts. */
export interface ChartOrigin {
  /** Folder with charts and `.tgz` archives at any depth, or one archive. */
  readonly charts?: string | undefined;
  /** `oci://host[:port]/path` */
  readonly registry?: string | undefined;
  /** True if that registry has no TLS. */
  readonly plainHttp?: boolean | undefined;
}

/**
 * Returns the chart source of a local run. A folder or a registry replaces every other source, but does not change the
 * output.
 *
 * @param options.carried returns the folder of the carried charts
 * @throws UsageError if the charts are neither in a folder nor in an archive, or the registry's address is invalid
 * @throws Error of the file system if the folder or archive does not exist, also from the chart source
 */
export async function chartEdges(
  { charts, registry, plainHttp }: ChartOrigin,
  options: { carried: () => string; environment: Environment },
): Promise<Omit<Edges, 'requests'>> {
  if (registry !== undefined) {
    const access = await registryAccess(options.environment);
    const lock = readCarriedLock(options.carried());
    return registryEdges({ repository: registry, plainHttp, access, lock });
  }
  if (charts === undefined) return { charts: builtInCharts(options.carried()) };
  checkChartsFlag(charts);
  return { charts: folderCharts(charts) };
}

/** Returns the carried charts; the refusal of any other chart names the flags that read it from elsewhere. */
function builtInCharts(folder: string): ChartSource {
  return chainSources(carriedCharts(folder), {
    async resolveChart({ name, version }) {
      const carried = lockedVersion(readCarriedLock(folder), name);
      const other = carried === undefined ? '' : `, which has "${carried}"`;
      const message = `Chart "${name}" version "${version}" is not built into the program${other}; read it with --registry or --charts`;
      throw new RequestError('ChartNotFound', [problem('', message)]);
    },
  });
}

function checkChartsFlag(path: string): void {
  if (statSync(path).isDirectory() !== isArchiveName(path)) return;
  throw new UsageError(`--charts "${path}" is neither a folder nor a .tgz archive`);
}

/** Returns the charts of one registry, instead of the registry that a platform names. */
function registryEdges(options: {
  repository: string;
  plainHttp: boolean | undefined;
  access: RegistryOptions;
  lock: ChartsLock;
}): Omit<Edges, 'requests'> {
  const { repository, plainHttp, access, lock } = options;
  checkRegistryFlag(repository);
  const plain = plainHttp === true ? { plainHTTP: true } : {};
  return {
    charts: redirectedCharts(registryCharts(access), { repository, ...plain, lock }),
    images: registryImages(access),
    lockedChartWarnings: async () =>
      lockedChartWarnings(await verifyLockedCharts({ repository, ...plain, lock }, access), repository),
  };
}

/**
 * Checks that the value of `--registry` is the address of a folder of charts.
 *
 * @throws UsageError that names the flag, without the address, which may contain a password
 */
export function checkRegistryFlag(repository: string): void {
  try {
    parseReference(`${repository}/charts`);
  } catch (error) {
    if (!(error instanceof RequestError)) throw error;
    throw new UsageError(
      'Invalid address of --registry; use oci://host[:port]/path in lower case, without user and password',
    );
  }
}

/** Returns a source that reads every chart from one registry, by default in the locked version. */
export function redirectedCharts(
  source: ChartSource,
  {
    lock,
    ...registry
  }: { readonly repository: string; readonly plainHTTP?: boolean; readonly lock: ChartsLock },
): ChartSource {
  return {
    resolveChart: ({ name, version = lockedVersion(lock, name) }) =>
      source.resolveChart({ name, version, ...registry }),
  };
}

function lockedVersion(lock: ChartsLock, name: string): string | undefined {
  return Object.hasOwn(lock, name) ? lock[name]!.version : undefined;
}

/**
 * Reads the local credentials for registries: those of `docker login`, and `GITHUB_TOKEN` for ghcr.io.
 *
 * @throws RequestError `RegistryRefused` for an invalid `config.json`
 */
export async function registryAccess(environment: Environment): Promise<RegistryOptions> {
  const folder = environment['DOCKER_CONFIG'] ?? join(homedir(), '.docker');
  const dockerConfig = await readFile(join(folder, 'config.json'), 'utf8').catch(() => undefined);
  return { credentials: readCredentials({ dockerConfig, githubToken: environment['GITHUB_TOKEN'] }) };
}
