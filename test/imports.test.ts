import { readdirSync, readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { dirname, join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import { transformSync } from 'esbuild';
import { expect, test } from 'vitest';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');

/** Zones that the files of a zone may import, besides their own and the leaves. */
const below: Readonly<Record<string, readonly string[]>> = {
  leaf: [],
  'shared/helm': [],
  'shared/schema': ['shared/helm'],
  'shared/chart-files': ['shared/helm', 'shared/schema'],
  'shared/kratix': [],
  'shared/release': ['shared/helm', 'shared/schema', 'shared/chart-files'],
  'shared/catalog': ['shared/helm', 'shared/release'],
  'shared/argocd': ['shared/helm', 'shared/schema', 'shared/chart-files', 'shared/release', 'shared/kratix'],
  'shared/oci': ['shared/helm', 'shared/schema', 'shared/chart-files', 'shared/release', 'shared/kratix'],
  'shared/kubernetes': [
    'shared/helm',
    'shared/schema',
    'shared/chart-files',
    'shared/release',
    'shared/kratix',
  ],
  'shared/promise': ['shared/helm', 'shared/schema', 'shared/chart-files', 'shared/release', 'shared/kratix'],
  'shared/service': [
    'shared/promise',
    'shared/helm',
    'shared/schema',
    'shared/chart-files',
    'shared/release',
    'shared/kratix',
  ],
  // Part of Backstage: the package imports nothing else of this project.
  'shared/backstage': [],
  'shared/derive': [
    'shared/argocd',
    'shared/catalog',
    'shared/service',
    'shared/promise',
    'shared/helm',
    'shared/schema',
    'shared/chart-files',
    'shared/release',
    'shared/kratix',
  ],
  promises: [
    'shared/service',
    'shared/promise',
    'shared/helm',
    'shared/schema',
    'shared/chart-files',
    'shared/release',
    'shared/kratix',
  ],
  'pipelines/configure': pipelineMayImport(),
  'pipelines/charts': pipelineMayImport('configure'),
  'pipelines/build': pipelineMayImport('configure', 'charts'),
  'pipelines/stand-in': pipelineMayImport('configure', 'charts'),
  'pipelines/cluster': pipelineMayImport('charts'),
  'pipelines/cli': pipelineMayImport('configure', 'charts', 'stand-in', 'cluster', 'build'),
};

/** Returns every zone of `shared/`, the Promises, and the named folders of `pipelines/`. */
function pipelineMayImport(...folders: readonly string[]): string[] {
  const shared = [
    'promise',
    'service',
    'derive',
    'chart-files',
    'schema',
    'helm',
    'release',
    'kratix',
    'argocd',
    'catalog',
    'oci',
    'kubernetes',
  ];
  return [
    'promises',
    ...shared.map((zone) => `shared/${zone}`),
    ...folders.map((folder) => `pipelines/${folder}`),
  ];
}

/** Returns the zone of a file. `shared/yaml/` belongs to `shared/yaml.ts`. */
function zoneOf(path: string): string {
  const [top, folder] = path.split('/');
  if (top === 'pipelines') return `pipelines/${folder}`;
  if (top !== 'shared') return top!;
  return folder!.endsWith('.ts') || folder === 'yaml' ? 'leaf' : `shared/${folder}`;
}

interface Import {
  readonly specifier: string;
  readonly kind: 'static' | 'type' | 'dynamic';
}

function findImports(text: string): Import[] {
  const statements = text.matchAll(
    /^(?:import|export)\b(\s+type\b)?(?:[^;'"]*?\bfrom)?\s*['"]([^'"]+)['"]/gm,
  );
  const calls = text.matchAll(/\bimport\(\s*['"]([^'"]+)['"]\s*\)/g);
  return [
    ...[...statements].map(([, type, specifier]) => ({
      specifier: specifier!,
      kind: type ? ('type' as const) : ('static' as const),
    })),
    ...[...calls].map(([, specifier]) => ({ specifier: specifier!, kind: 'dynamic' as const })),
  ];
}

const impure =
  /\bprocess\.|\bDate\.now\b|\bnew Date\(\)|\bMath\.random\b|\bperformance\.|\bfetch\(|\bsetTimeout\(/;
/** Built-in modules that do no input or output; `node:vm` only limits the run time. */
const pureBuiltins = ['node:buffer', 'node:crypto', 'node:path', 'node:util', 'node:vm', 'node:zlib'];
/** Zones that may use the Kubernetes client. */
const clientZones = ['shared/kubernetes', 'pipelines/cluster'];
const pureZones = [
  'shared/helm',
  'shared/schema',
  'shared/chart-files',
  'shared/release',
  'shared/argocd',
  'shared/catalog',
];

/** Returns the imports and calls that the zone of a source file does not allow, one line each. */
function findOffences(path: string, text: string): string[] {
  const zone = zoneOf(path);
  const found = findImports(text).flatMap((imported) => {
    const reason = imported.specifier.startsWith('.')
      ? checkFileImport(path, imported)
      : checkPackageImport(zone, imported);
    return reason ? [`${path}: '${imported.specifier}': ${reason}`] : [];
  });
  // esbuild removes comments and types.
  const { code } = transformSync(text, { loader: 'ts' });
  const act = pureZones.includes(zone) ? impure.exec(code)?.[0] : undefined;
  if (act) found.push(`${path}: ${act}: disk, network, clock and environment come in as arguments`);
  if (/(?<!\blog\.)\bconsole\./.test(code) && !/^pipelines\/[^/]+\/main\.ts$/.test(path)) {
    found.push(`${path}: console: only pipelines/*/main.ts prints`);
  }
  if (/^import\s*\{[^}]*\bz\b[^}]*\}\s*from 'zod'/m.test(text))
    found.push(`${path}: import { z }: import * as z`);
  return found;
}

function checkFileImport(path: string, { specifier, kind }: Import): string | undefined {
  const target = posix.join(posix.dirname(path), specifier);
  const [from, to] = [zoneOf(path), zoneOf(target)];
  // Version of the project and versions of the local platform.
  if (from.startsWith('pipelines/') && ['package.json', 'kind'].includes(to)) return undefined;
  if (from === 'promises' && to === 'promises') return checkPromiseImport(path, target);
  if (from !== to && to !== 'leaf' && !below[from]?.includes(to)) return `${from} may not import ${to}`;
  if (from === 'pipelines/configure' && to === 'shared/argocd' && target !== 'shared/argocd/delivery.ts')
    return 'only through shared/argocd/delivery.ts';
  if (to === 'shared/kubernetes' && !clientZones.includes(from) && kind === 'static')
    return 'only by import(), it is large';
  return undefined;
}

/** A Promise may import only the service of another Promise, and the operators; a bundle also the applications. */
function checkPromiseImport(path: string, target: string): string | undefined {
  const generated = ['promises/index.ts', 'promises/services.ts'];
  const promiseOf = (file: string) => file.split('/').slice(0, -1)[1];
  const samePromise = promiseOf(path) === promiseOf(target);
  const lists = ['promises/services.ts', 'promises/operators.ts'];
  const shared = lists.includes(target) || target.endsWith('/service.ts');
  const isBundle = promiseOf(path) === 'infraforge' && promiseOf(target) === 'application-claim';
  return samePromise || shared || isBundle || generated.includes(path)
    ? undefined
    : 'between Promises only services and operators are shared';
}

function checkPackageImport(zone: string, { specifier }: Import): string | undefined {
  if (specifier.startsWith('@kubernetes/client-node') && !clientZones.includes(zone)) {
    return `only ${clientZones.join(' and ')} use the Kubernetes client`;
  }
  if (pureZones.includes(zone) && isBuiltin(specifier) && !pureBuiltins.includes(specifier)) {
    return 'disk, network, clock and environment come in as arguments';
  }
  return undefined;
}

const sources = ['pipelines', 'promises', 'shared'].flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .map((name) => posix.join(folder, name.replaceAll('\\', '/')))
    .filter((path) => path.endsWith('.ts') && !path.endsWith('.test.ts') && !path.includes('/chart/')),
);

test('imports go one way: pipelines, promises, shared/promise, the rest of shared', () => {
  expect(sources.length).toBeGreaterThan(50);
  expect(sources.flatMap((path) => findOffences(path, readFileSync(join(root, path), 'utf8')))).toEqual([]);
});

/** Returns every cycle of static imports between source files, as its files. Type imports count. */
function findCycles(files: readonly string[]): string[][] {
  const targets = new Map(
    files.map((path) => [
      path,
      findImports(readFileSync(join(root, path), 'utf8'))
        .filter(({ specifier }) => specifier.startsWith('.'))
        .map(({ specifier }) => posix.join(posix.dirname(path), specifier)),
    ]),
  );
  const found: string[][] = [];
  const finished = new Set<string>();
  const visit = (path: string, trail: readonly string[]): void => {
    if (trail.includes(path)) {
      found.push([...trail.slice(trail.indexOf(path)), path]);
      return;
    }
    if (finished.has(path)) return;
    for (const target of targets.get(path) ?? []) visit(target, [...trail, path]);
    finished.add(path);
  };
  for (const path of files) visit(path, []);
  return found;
}

test('source files have no import cycles', () => {
  expect(findCycles(sources)).toEqual([]);
});

test.each([
  [
    'shared/release/x.ts',
    "import { y } from '../promise/y.ts';",
    'shared/release may not import shared/promise',
  ],
  [
    'shared/kratix/x.ts',
    "import type { Y } from '../../promises/redis/y.ts';",
    'shared/kratix may not import promises',
  ],
  ['shared/promise/x.ts', "export * from '../oci/y.ts';", 'shared/promise may not import shared/oci'],
  ['shared/errors.ts', "import {\n  a,\n  y,\n} from './helm/y.ts';", 'leaf may not import shared/helm'],
  ['shared/yaml/x.ts', "import '../kratix/y.ts';", 'leaf may not import shared/kratix'],
  ['shared/helm/x.ts', "await import('../../test/y.ts');", 'shared/helm may not import test'],
  [
    'promises/redis/promise.ts',
    "import { y } from '../kafka/y.ts';",
    'between Promises only services and operators are shared',
  ],
  [
    'promises/redis/promise.ts',
    "import { y } from '../../shared/argocd/y.ts';",
    'promises may not import shared/argocd',
  ],
  [
    'promises/redis/promise.ts',
    "import { y } from '../../pipelines/cli/y.ts';",
    'promises may not import pipelines',
  ],
  [
    'pipelines/cli/x.ts',
    "import { y } from '../../shared/kubernetes/y.ts';",
    'only by import(), it is large',
  ],
  [
    'pipelines/cli/x.ts',
    "import { KubeConfig } from '@kubernetes/client-node';",
    'only shared/kubernetes and pipelines/cluster use the Kubernetes client',
  ],
  ['shared/helm/x.ts', "import { readFile } from 'node:fs/promises';", 'come in as arguments'],
  ['shared/argocd/x.ts', "import fs from 'fs';", 'come in as arguments'],
  ['shared/release/x.ts', 'export const now = Date.now();', 'Date.now: '],
  ['shared/helm/x.ts', 'export const home = process.env.HOME;', 'process.: '],
  ['pipelines/cli/x.ts', "console.log('x');", 'only pipelines/*/main.ts prints'],
  ['shared/promise/x.ts', "import { z } from 'zod';", 'import { z }'],
])('refuses in %s: %s', (path, text, offence) => {
  expect(findOffences(path, text)).toEqual([expect.stringContaining(offence)]);
});

test.each([
  ['promises/redis/promise.ts', "import { y } from '../services.ts';"],
  ['promises/x/promise.ts', "import { y } from '../redis/service.ts';"],
  ['pipelines/cli/x.ts', "import type { Y } from '../../shared/kubernetes/y.ts';"],
  ['pipelines/cli/x.ts', "await import('../../shared/kubernetes/y.ts');"],
  ['pipelines/cluster/x.ts', "import { KubeConfig } from '@kubernetes/client-node';"],
  ['pipelines/cluster/x.ts', "import { y } from '../../shared/kubernetes/y.ts';"],
  ['shared/helm/x.ts', "import { createHash } from 'node:crypto';"],
  ['shared/helm/x.ts', '// not Date.now()\nexport const date = (text: string) => new Date(text);'],
  ['pipelines/cli/main.ts', "console.log('x');"],
  ['shared/promise/x.ts', "import * as z from 'zod';"],
])('accepts in %s: %s', (path, text) => {
  expect(findOffences(path, text)).toEqual([]);
});
