import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { deriveFiles, staleFiles } from '../pipelines/build/generate.ts';
import { configure } from '../pipelines/configure/configure.ts';
import { layersBelow } from '../pipelines/configure/layers-below.ts';
import { definitions } from '../promises/index.ts';
import { operators } from '../promises/operators.ts';
import { services } from '../promises/services.ts';
import { deriveOpenApi, type SchemaNode } from '../shared/derive/open-api.ts';
import { RequestError } from '../shared/errors.ts';
import type { Value } from '../shared/helm/chart.ts';
import { mergeValues } from '../shared/helm/merge-values.ts';
import { parseRequest } from '../shared/promise/parse-request.ts';
import { assignedValues, findField } from '../shared/release/assignments.ts';
import { plansOf } from './support/case-plans.ts';
import { type Case, edgesOf, findCases, projectFolder, promisesFolder, readInput } from './support/cases.ts';

const { version } = JSON.parse(readFileSync(join(projectFolder, 'package.json'), 'utf8')) as {
  version: string;
};

/** Published kinds, plurals and short names, which can never change. */
const published: Readonly<Record<string, readonly string[]>> = {
  'application-claim': ['ApplicationClaim', 'applicationclaims', 'appc'],
  'bootstrap-claim': ['BootstrapClaim', 'bootstrapclaims', 'bsc'],
  'infrastructure-claim': ['InfrastructureClaim', 'infrastructureclaims', 'infc'],
  'platform-application-claim': ['PlatformApplicationClaim', 'platformapplicationclaims', 'pac'],
  elasticsearch: ['Elasticsearch', 'elasticsearches'],
  infraforge: ['InfraForge', 'infraforges', 'infra'],
  kafka: ['Kafka', 'kafkas'],
  mongodb: ['MongoDB', 'mongodbs'],
  objectstorage: ['ObjectStorage', 'objectstorages'],
  postgresql: ['PostgreSQL', 'postgresqls'],
  rabbitmq: ['RabbitMQ', 'rabbitmqs'],
  redis: ['Redis', 'redises'],
  vault: ['Vault', 'vaults'],
};

/** Returns every node of a schema by its path. */
function nodesOf(node: SchemaNode, path: string): [string, SchemaNode][] {
  const properties = Object.entries((node['properties'] ?? {}) as Record<string, SchemaNode>);
  const items = node['items'] as SchemaNode | undefined;
  return [
    [path, node],
    ...properties.flatMap(([name, property]) => nodesOf(property, `${path}.${name}`)),
    ...(items === undefined ? [] : nodesOf(items, `${path}[]`)),
  ];
}

/** Pinned chart versions: a case that sets them would be refused once a chart has a new version. */
const pinned = /\.(chart|chartsRepository)\.version$/;

/** Returns the paths of the fields that a spec sets, without the indexes of lists. */
function fieldPaths(value: unknown, path: string): string[] {
  if (Array.isArray(value)) return [path, ...value.flatMap((entry) => fieldPaths(entry, `${path}[]`))];
  if (typeof value !== 'object' || value === null) return [path];
  return [path, ...Object.entries(value).flatMap(([key, entry]) => fieldPaths(entry, `${path}.${key}`))];
}

/** Returns the paths of values, with the indexes of lists. */
function valuePaths(value: Value, path = ''): string[] {
  if (typeof value !== 'object' || value === null) return [path];
  return Object.entries(value).flatMap(([key, below]) => {
    const step = Array.isArray(value) ? `[${key}]` : `${path === '' ? '' : '.'}${key}`;
    return valuePaths(below, path + step);
  });
}

/** Case with the error of its run, if it failed. */
interface CaseOutcome {
  readonly oneCase: Case;
  readonly error?: unknown;
}

async function outcomeOf(oneCase: Case): Promise<CaseOutcome> {
  try {
    await configure(readInput(oneCase), edgesOf(oneCase));
    return { oneCase };
  } catch (error) {
    return { oneCase, error };
  }
}

describe.each(definitions)('Promise $name', (definition) => {
  const source = `promises/${definition.name}/promise.ts`;
  const cases = findCases().filter(({ promise }) => promise === definition.name);
  let running: Promise<readonly CaseOutcome[]> | undefined;
  /** Outcomes of the cases, which run once, and only if a test of this Promise is selected. */
  const outcomes = (): Promise<readonly CaseOutcome[]> => {
    running ??= Promise.all(cases.map(outcomeOf));
    return running;
  };

  let derived: ReturnType<typeof nodesOf> | undefined;
  /** Nodes of the schema, which are derived once, and only if a test needs them. */
  const nodesOfSpec = (): ReturnType<typeof nodesOf> => {
    derived ??= nodesOf(deriveOpenApi(definition.schema()), 'spec');
    return derived;
  };

  it('is named like its folder', () => {
    expect(
      existsSync(join(promisesFolder, definition.name, 'promise.ts')),
      `name the folder ${definition.name}`,
    ).toBe(true);
    expect(definition.name).toMatch(/^[a-z][a-z0-9-]*$/);
  });

  it('has names that Kratix and Kubernetes accept', () => {
    expect(`${definition.name}-resource-configure-configure`.length).toBeLessThanOrEqual(60);
    expect(definition.plural).toMatch(/^[a-z][a-z0-9]*$/);
    expect(definition.kind).toMatch(/^[A-Z][A-Za-z0-9]*$/);
  });

  it('describes every field', () => {
    const nodes = nodesOfSpec();
    const silent = nodes
      .filter(([path]) => path !== 'spec' && !path.endsWith('[]'))
      .filter(([, node]) => typeof node['description'] !== 'string' || node['description'] === '');
    expect(
      silent.map(([path]) => path),
      `add .describe() in ${source}`,
    ).toEqual([]);
  });

  it('bounds every string and every list', () => {
    const nodes = nodesOfSpec();
    const unbounded = nodes.filter(
      ([, node]) =>
        (node['type'] === 'array' && node['maxItems'] === undefined) ||
        (node['type'] === 'string' && node['maxLength'] === undefined && node['enum'] === undefined),
    );
    expect(
      unbounded.map(([path]) => path),
      `bound these fields in ${source}`,
    ).toEqual([]);
  });

  it('sets every field of its schema in an accepted case', async () => {
    const nodes = nodesOfSpec();
    const set = new Set<string>();
    for (const { oneCase, error } of await outcomes()) {
      if (error === undefined) for (const path of fieldPaths(readInput(oneCase).spec, 'spec')) set.add(path);
    }
    const missing = nodes
      .map(([path]) => path)
      .filter((path) => !path.endsWith('[]') && !set.has(path) && !pinned.test(path));
    expect(missing, `set these fields in promises/${definition.name}/cases/every-field/input.yaml`).toEqual(
      [],
    );
  });

  it('names a field of the request for every value that a field sets', async () => {
    const nodes = nodesOfSpec();
    const fields = new Set(nodes.map(([path]) => path));
    const maps = nodes.filter(
      ([, node]) =>
        typeof node['additionalProperties'] === 'object' || node['x-kubernetes-preserve-unknown-fields'],
    );
    const isField = (path: string): boolean =>
      fields.has(path) || maps.some(([map]) => path.startsWith(`${map}.`));
    const accepted = (await outcomes()).filter(({ error }) => error === undefined);
    const plans = (await Promise.all(accepted.map(({ oneCase }) => plansOf(oneCase)))).flat();
    const unnamed = plans.flatMap(({ release, chart }) => {
      const below = mergeValues(chart, layersBelow(chart, release)).values;
      const assignments = release.fields(below);
      return valuePaths(assignedValues(assignments))
        .map((value) => `${release.path}.${findField(assignments, value)}`.replaceAll(/\[[0-9]+\]/g, '[]'))
        .filter((field) => !isField(field));
    });
    expect(unnamed, `map each field to its value with a FieldMapping in ${source}`).toEqual([]);
  });

  it('keeps the published names of its API', () => {
    const names = [definition.kind, definition.plural, ...definition.shortNames];
    expect(names).toEqual(published[definition.name] ?? names);
  });

  it('protects the places of its spec whose items can be protected', () => {
    const suffix = '.deletionProtection';
    const places = nodesOfSpec().flatMap(([path]) =>
      path.endsWith(suffix) ? [path.slice(0, -suffix.length)] : [],
    );
    const declared = definition.protectedItems.map(({ list, object }) =>
      list === undefined ? ['spec', ...(object === undefined ? [] : [object])].join('.') : `spec.${list}[]`,
    );
    expect(declared.toSorted()).toEqual(places.toSorted());
  });

  it('has an accepted example and a refused case', async () => {
    const results = await outcomes();
    const refused = results.filter(({ error }) => error instanceof RequestError);
    const example = results.find(({ oneCase }) => oneCase.name === 'example');
    expect(example?.error).toBeUndefined();
    expect(example, `add promises/${definition.name}/cases/example/input.yaml`).toBeDefined();
    expect(refused.length, `add a refused case under promises/${definition.name}/cases`).toBeGreaterThan(0);
  });

  it('fails only with refusals', async () => {
    const defects = (await outcomes()).filter(
      ({ error }) => error !== undefined && !(error instanceof RequestError),
    );
    expect(defects.map(({ oneCase, error }) => `${oneCase.name}: ${error}`)).toEqual([]);
  });

  it('parses its own defaults to the same request again', async () => {
    for (const { oneCase, error } of await outcomes()) {
      if (error !== undefined) continue;
      const object = readInput(oneCase);
      const { spec } = parseRequest(definition, object);
      expect(parseRequest(definition, { ...object, spec }).spec).toEqual(spec);
    }
  });
});

describe('services', () => {
  it.each(services)('$type has a chart of its name', ({ type }) => {
    const text = readFileSync(join(promisesFolder, type, 'chart', 'Chart.yaml'), 'utf8');
    expect(text).toMatch(new RegExp(`^name: ${type}$`, 'm'));
  });

  it.each(services)('$type is in an accepted case', ({ type }) => {
    const accepted = findCases().filter(
      ({ folder, isRefused }) =>
        !isRefused && readFileSync(join(folder, 'input.yaml'), 'utf8').includes(`type: ${type}\n`),
    );
    expect(accepted, `add a case with a service of type ${type} under promises/*/cases`).not.toEqual([]);
  });

  it('are all folders with a service.ts', () => {
    expect(services.map(({ type }) => type)).toEqual(services.map(({ type }) => type).toSorted());
  });
});

describe('deriveFiles()', () => {
  it('finds no outdated file below promises/', async () => {
    const stale = await staleFiles(
      promisesFolder,
      await deriveFiles(promisesFolder, { definitions, services, operators, version }),
    );
    expect(stale.map(({ path }) => `${path} is not current: run make generate`)).toEqual([]);
  });
});
