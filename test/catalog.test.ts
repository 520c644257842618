import {
  componentEntityV1alpha1Validator,
  DefaultNamespaceEntityPolicy,
  domainEntityV1alpha1Validator,
  type Entity,
  EntityPolicies,
  FieldFormatEntityPolicy,
  NoForeignRootFieldsEntityPolicy,
  parseEntityRef,
  resourceEntityV1alpha1Validator,
  SchemaValidEntityPolicy,
  stringifyEntityRef,
  systemEntityV1alpha1Validator,
} from '@backstage/catalog-model';
import { describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { configure } from '../pipelines/configure/configure.ts';
import { GitStateStore } from '../pipelines/stand-in/kratix/git-state-store.ts';
import { LocalPlatform } from '../pipelines/stand-in/local/local-platform.ts';
import { services } from '../promises/services.ts';
import { renderPlatformRoot } from '../shared/argocd/platform-root.ts';
import { FolderEntityProvider } from '../shared/backstage/entity-provider.ts';
import { pickers } from '../shared/derive/portal/pickers.ts';
import { RequestError } from '../shared/errors.ts';
import { isRecord } from '../shared/is-record.ts';
import type { KubernetesObject } from '../shared/kubernetes-object.ts';
import { memoize } from '../shared/memoize.ts';
import type { Platform } from '../shared/release/platform.ts';
import { catalogFolder, stateStoreURL } from '../shared/release/state-store.ts';
import { type Case, edgesOf, findCases, ownCharts, readInput, readPlatforms } from './support/cases.ts';
import { applicationWith, bootstrapWith, databaseWith } from './support/configured.ts';
import { temporaryFolder } from './support/temporary-folder.ts';

const accepted = findCases().filter(({ isRefused }) => !isRefused);

const policies = EntityPolicies.allOf([
  new SchemaValidEntityPolicy(),
  new DefaultNamespaceEntityPolicy(),
  new NoForeignRootFieldsEntityPolicy(),
  new FieldFormatEntityPolicy(),
]);

const validators = [
  componentEntityV1alpha1Validator,
  domainEntityV1alpha1Validator,
  resourceEntityV1alpha1Validator,
  systemEntityV1alpha1Validator,
];

/** Returns a BootstrapClaim that writes a catalog; another request stays as it is. */
function withCatalog(object: KubernetesObject): KubernetesObject {
  if (object.kind !== 'BootstrapClaim') return object;
  return { ...object, spec: { ...(object.spec as object), catalog: true } };
}

/** Returns the files of the catalog for a request on the platform of a case. */
async function catalogFor(oneCase: Case, input: KubernetesObject): Promise<[string, string][]> {
  const request = withCatalog(input);
  const claims = readPlatforms(oneCase).map(withCatalog);
  const { files } = await configure(request, edgesOf(oneCase, { claims, input: request }));
  return [...files]
    .filter(([path]) => path.startsWith(`${catalogFolder}/`))
    .map(([path, content]) => [path, String(content)]);
}

/** Returns the files of the catalog for the request of a case. */
const catalogOf = memoize((oneCase: Case) => catalogFor(oneCase, readInput(oneCase)));

function parsed(text: string | Uint8Array): unknown[] {
  return [parseAllDocuments(String(text))].flat().map((document) => document.toJS());
}

const entitiesIn = (text: string): Entity[] => parsed(text) as Entity[];

/** Returns the references that an entity has to others. */
function referencesOf({ spec = {} }: Entity): string[] {
  return [spec['owner'], spec['domain'], spec['system'], spec['dependsOn']]
    .flat()
    .filter((reference) => reference !== undefined) as string[];
}

describe('configure() on a platform with a catalog', () => {
  it.each(accepted)('writes one file that the catalog accepts for case $promise/$name', async (oneCase) => {
    const { metadata } = readInput(oneCase);
    const [file, ...others] = await catalogOf(oneCase);
    const [path, text] = file!;
    expect(others).toEqual([]);
    expect(path).toBe(`catalog/${oneCase.promise}/${metadata.namespace ?? 'default'}/${metadata.name}.yaml`);
    const entities = entitiesIn(text);
    for (const entity of entities) {
      await expect(policies.enforce(entity)).resolves.toBeDefined();
      const verdicts = await Promise.all(validators.map((validator) => validator.check(entity)));
      expect(verdicts.filter((isOwnKind) => isOwnKind)).toHaveLength(1);
      for (const reference of referencesOf(entity)) {
        // The namespace of a short reference depends on the entity that has it.
        expect(stringifyEntityRef(parseEntityRef(reference))).toBe(reference);
      }
      const { kind } = readInput(oneCase);
      expect(entity.metadata.annotations).toMatchObject({
        'infraforge.io/request': `${kind}/${metadata.namespace ?? 'default'}/${metadata.name}`,
      });
    }
    const references = entities.map((entity) => stringifyEntityRef(entity));
    expect(references).toEqual([...new Set(references)]);
  });

  it('gives requests of different names, namespaces and Promises Systems of their own', async () => {
    const owners = new Map<string, string>();
    for (const oneCase of accepted) {
      const [[path = '', text = ''] = []] = await catalogOf(oneCase);
      const systems = entitiesIn(text).filter(({ kind }) => kind === 'System');
      for (const reference of systems.map((entity) => stringifyEntityRef(entity))) {
        expect(owners.get(reference) ?? path, reference).toBe(path);
        owners.set(reference, path);
      }
    }
  });

  const changes: [string, (key: string, value: unknown) => unknown][] = [
    ['the tag of an image', (key, value) => (key === 'tag' ? 'v99.0.0' : value)],
    ['replicas', (key, value) => (key === 'replicas' ? Number(value) + 2 : value)],
    ['resources', (key, value) => (key === 'resources' ? undefined : value)],
    ['values', (key, value) => (key === 'values' && isRecord(value) ? undefined : value)],
  ];

  it.each(changes)('leaves the file alone when a request changes %s', async (_, change) => {
    let count = 0;
    for (const oneCase of accepted.filter(({ promise }) => promise !== 'bootstrap-claim')) {
      const input = readInput(oneCase);
      const spec = changed(input.spec, change);
      if (JSON.stringify(spec) === JSON.stringify(input.spec)) continue;
      const files = await catalogFor(oneCase, { ...input, spec }).catch((error: unknown) => {
        // A case may need its values, or allow no other number of replicas.
        if (error instanceof RequestError) return undefined;
        throw error;
      });
      if (files === undefined) continue;
      count++;
      expect(files, `${oneCase.promise}/${oneCase.name}`).toEqual(await catalogOf(oneCase));
    }
    expect(count).toBeGreaterThan(10);
  });
});

function changed(value: unknown, change: (key: string, value: unknown) => unknown): unknown {
  if (Array.isArray(value)) return value.map((item) => changed(item, change));
  if (!isRecord(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => [key, changed(change(key, one), change)]),
  );
}

/** Returns the paths in the state store that an object of Argo CD reads: those of its sources and generators. */
function pathsRead(value: unknown, stateStore: string): string[] {
  if (Array.isArray(value)) return value.flatMap((item) => pathsRead(item, stateStore));
  if (!isRecord(value)) return [];
  const { repoURL, path, directory, files = [] } = value;
  // a source of the whole repository reads what its glob includes: `{first/*,second/*}`
  const { include = '' } = (directory ?? {}) as { include?: string };
  const folders = path === '.' ? include.slice(1, -1).split(',') : [path];
  const own =
    repoURL === stateStore ? [...folders, ...(files as { path: string }[]).map((file) => file.path)] : [];
  const found = own.filter((one) => typeof one === 'string');
  return [...found, ...Object.values(value).flatMap((one) => pathsRead(one, stateStore))];
}

describe('the folder of the catalog', () => {
  const platforms = accepted.filter(({ promise }) => promise === 'bootstrap-claim');

  it.each(platforms)('is outside of what Argo CD reads on the platform of case $name', async (oneCase) => {
    const { files, status } = await configure(readInput(oneCase), edgesOf(oneCase));
    const stateStore = stateStoreURL(status['platform'] as Platform);
    const objects = [
      renderPlatformRoot({ repoURL: stateStore, branch: 'main' }),
      ...[...files.values()].flatMap(parsed),
    ];
    const folders = pathsRead(objects, stateStore).map((path) => path.split('/')[0]);
    expect(folders.length).toBeGreaterThan(3);
    expect(folders.filter((folder) => !/^[a-z-]+$/.test(folder!) || folder === catalogFolder)).toEqual([]);
  });
});

describe('the file of a request', () => {
  const folder = 'https://git.example.com/acme/state-store/tree/main/catalog';
  const platformWith = (catalog: boolean) => bootstrapWith({ catalog });
  const database = databaseWith({}, { metadata: { name: 'data', namespace: 'team-a' } });

  /** Returns a platform with a state store, and what the provider of the package for Backstage reads from the store. */
  async function start() {
    const store = await GitStateStore.open(temporaryFolder());
    const platform = new LocalPlatform({ store, charts: { charts: ownCharts } });
    const warnings: string[] = [];
    const provided = async (): Promise<Entity[]> => {
      const paths = (await store.listFiles()).filter((path) => path.startsWith('catalog/'));
      const files = paths.map((path) => ({
        path: path.slice('catalog/'.length),
        content: async () => Buffer.from(store.readFile(path)!),
      }));
      const provider = new FolderEntityProvider({
        folders: [{ url: folder, files: /\.yaml$/ }],
        reader: { readTree: async () => ({ etag: '1', files: async () => files }) },
        logger: { warn: (message) => void warnings.push(message) },
      });
      let found: Entity[] = [];
      await provider.connect({
        applyMutation: async ({ entities }) => {
          found = entities.map(({ entity }) => entity as Entity);
        },
      });
      await provider.refresh();
      return found;
    };
    return { platform, provided, warnings };
  }

  const references = (entities: readonly Entity[]): string[] =>
    entities.map((entity) => stringifyEntityRef(entity));

  /** Owner of entities without a team, which the provider adds. */
  const unowned = 'group:default/unowned';
  const ofPlatform = ['domain:default/nonprod', 'resource:default/dev', 'resource:default/qa'];

  it('reaches the provider of Backstage, and disappears with the request', async () => {
    const { platform, provided, warnings } = await start();
    await platform.apply(platformWith(true));
    await platform.apply(database);
    const application = applicationWith({ services: ['db'] });
    await platform.apply(application);
    const found = await provided();
    expect(references(found)).toEqual([
      'system:dev/team-a.shop.application-claim',
      'component:dev/web',
      ...ofPlatform,
      'system:dev/team-a.data.platform-application-claim',
      'resource:dev/db',
      unowned,
    ]);
    expect(found[1]).toMatchObject({
      metadata: {
        annotations: {
          'backstage.io/managed-by-location': `url:${folder}/application-claim/team-a/shop.yaml`,
        },
      },
      spec: { dependsOn: ['resource:dev/db'] },
    });
    await platform.delete(application);
    expect(references(await provided())).toEqual([
      ...ofPlatform,
      'system:dev/team-a.data.platform-application-claim',
      'resource:dev/db',
      unowned,
    ]);
    expect(warnings).toEqual([]);
  });

  it('disappears at the next run of the request after the platform turns it off', async () => {
    const { platform, provided } = await start();
    await platform.apply(platformWith(true));
    await platform.apply(database);
    await platform.apply(platformWith(false));
    expect(references(await provided())).toEqual([
      'system:dev/team-a.data.platform-application-claim',
      'resource:dev/db',
      unowned,
    ]);
    await platform.runAgain(database);
    expect(await provided()).toEqual([]);
  });
});

describe('the forms', () => {
  it('offer the environments and services that the catalog has', async () => {
    const filterOf = (name: string) =>
      (pickers[name]!['ui:options'] as { catalogFilter: { kind: string; 'spec.type': string | string[] } })
        .catalogFilter;
    const platform = accepted.find(
      ({ promise, name }) => promise === 'bootstrap-claim' && name === 'example',
    )!;
    const [[, text = ''] = []] = await catalogOf(platform);
    const { kind, 'spec.type': type } = filterOf('environment');
    const environments = entitiesIn(text).filter(
      (entity) => entity.kind === kind && entity.spec?.['type'] === type,
    );
    expect(environments.map((entity) => stringifyEntityRef(entity))).toEqual(
      ['dev', 'qa', 'staging'].map((name) => `resource:default/${name}`),
    );
    const offered = filterOf('service')['spec.type'];
    expect(services.filter(({ catalogType }) => !offered.includes(catalogType))).toEqual([]);
  });
});
