import assert from 'node:assert/strict';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { configure } from '../../pipelines/configure/configure.ts';
import { filePlatform } from '../../pipelines/configure/file-platform.ts';
import { toExistingRequest } from '../../pipelines/configure/to-existing-request.ts';
import { readChartArchive } from '../../shared/chart-files/chart-archive.ts';
import { isRecord } from '../../shared/is-record.ts';
import type { Delivered } from '../../shared/kratix/outcome.ts';
import { compileValuesSchema } from '../../shared/schema/values-schema.ts';
import { applicationWith, bootstrapWith } from '../support/configured.ts';
import { type ByteMutation, byteMutation, mutateBytes } from './mutate-bytes.ts';
import { mutateText, type TextMutation, textMutation } from './mutate-text.ts';
import { mutateTree, type TreeMutation, treeMutation } from './mutate-tree.ts';
import { checkFiles, checkOutcome, classOf, outcomeOf, printOutcome } from './oracle.ts';
import { fuzzTarget } from './target.ts';

/** Files of a chart that uses much of what a third-party chart may use. */
const files = {
  'Chart.yaml': {
    apiVersion: 'v2',
    name: 'web',
    version: '1.0.0',
    appVersion: '2.5',
    description: 'A web server',
    type: 'application',
    keywords: ['web'],
    maintainers: [{ name: 'a', email: 'a@example.com' }],
    annotations: { 'example.com/a': 'b' },
    dependencies: [
      { name: 'common', version: '1.x.x', repository: 'oci://registry.example.com/charts', alias: 'lib' },
    ],
  },
  'charts/common/Chart.yaml': { apiVersion: 'v2', name: 'common', version: '1.0.0', type: 'library' },
  'values.yaml': {
    replicaCount: 1,
    image: { repository: 'nginx', tag: '', pullPolicy: 'IfNotPresent' },
    env: [{ name: 'A', value: 'b' }],
    resources: { requests: { cpu: '100m', memory: '64Mi' }, limits: { cpu: '200m', memory: '128Mi' } },
    podAnnotations: { 'prometheus.io/scrape': 'true' },
    lib: { enabled: true },
    auth: { existingSecret: '', password: null },
  },
  'values-production.yaml': { replicaCount: 2, resources: { limits: { cpu: '1' } } },
  'values.schema.json': {
    $schema: 'http://json-schema.org/draft-07/schema#',
    type: 'object',
    required: ['image'],
    additionalProperties: true,
    definitions: { port: { type: 'integer', minimum: 1, maximum: 65_535 } },
    properties: {
      replicaCount: { type: 'integer', minimum: 0, description: 'Number of pods' },
      image: {
        type: 'object',
        additionalProperties: false,
        properties: {
          repository: { type: 'string', pattern: '^[a-z0-9./-]+$', minLength: 1 },
          tag: { type: ['string', 'null'], examples: ['v1'] },
          pullPolicy: { enum: ['Always', 'IfNotPresent', 'Never'] },
        },
      },
      env: { type: 'array', uniqueItems: true, items: { type: 'object', required: ['name'] } },
      port: { $ref: '#/definitions/port' },
      resources: { anyOf: [{ type: 'object' }, { type: 'null' }], dependencies: { limits: ['requests'] } },
      serviceAccount: { 'x-audience': 'platform', type: 'object' },
      host: { type: 'string', format: 'hostname', not: { const: 'localhost' } },
    },
    patternProperties: { '^x-': { type: 'string' } },
    if: { properties: { replicaCount: { const: 0 } } },
    // biome-ignore lint/suspicious/noThenProperty: keyword of JSON Schema
    then: { description: 'A chart without pods needs no image' },
  },
  'templates/deployment.yaml': 'apiVersion: apps/v1\nkind: Deployment\n',
  'templates/job.yaml':
    '{{- if .Values.lib.enabled }}\napiVersion: batch/v1\nkind: Job\nmetadata:\n  annotations:\n    "helm.sh/hook": post-delete\n{{- end }}\n',
  'README.md': '# Web\n',
} as const;

const words = [
  ...new Set(JSON.stringify(files).match(/[A-Za-z$][\w.-]{1,40}/g) ?? []),
  ...['allOf', 'oneOf', 'const', 'contains', 'propertyNames', 'minContains', 'prefixItems', '$defs', '$id'],
  ...[
    'unevaluatedProperties',
    'unevaluatedItems',
    'dependentSchemas',
    '$anchor',
    '$async',
    'nullable',
    'multipleOf',
  ],
];
const donors = [files['values.schema.json'], files['values.yaml'], files['Chart.yaml']];
const paths = Object.keys(files) as (keyof typeof files)[];

/** Lines of a further document of `values.yaml` that Helm reads in its own way. */
const oddLines = [
  ...[
    'replicaCount: !!int "2"',
    'replicaCount: 3',
    'image: {tag: , x:}',
    'env: [{name: A}, *x]',
    'lib: &x {a: 1}',
  ],
  ...[
    '<<: *x',
    '*x : 1',
    '1: a',
    '"1": b',
    '1.5: c',
    '1e9: d',
    'y: 1',
    'true: 2',
    '__proto__: {polluted: 1}',
  ],
  ...[
    'constructor: {prototype: 1}',
    '---',
    '...',
    'auth: {',
    '}',
    '# \u0085',
    'podAnnotations: "\u200d\u202e"',
  ],
  ...['env: !!binary /w==', 'lib: -0.0', 'a\tb: c', '%YAML 1.1', '\ufeff', 'lib: !x [1]', '~: 1', '? [a]'],
];

/** Fields of a tar header (POSIX ustar) that a hostile archive changes. */
interface Header {
  readonly name: string;
  readonly type: string;
  /** Size that differs from the content; undefined for the size of the content. */
  readonly size: string | undefined;
  readonly prefix: string;
  readonly linkname: string;
}

interface EntryMutation {
  readonly at: number;
  readonly header: Partial<Header>;
  /** True for a new entry, false to change an existing one. */
  readonly isNew: boolean;
}

interface Input {
  readonly trees: readonly (readonly [file: number, mutations: readonly TreeMutation[]])[];
  /** Lines of {@link oddLines}. */
  readonly lines: readonly number[];
  readonly texts: readonly (readonly [file: number, mutations: readonly TextMutation[]])[];
  readonly entries: readonly EntryMutation[];
  readonly tar: readonly ByteMutation[];
  readonly gzip: readonly ByteMutation[];
  /** Values of the request. */
  readonly values: readonly TreeMutation[];
  /** Zero compiles a changed schema, which takes ten times as long as everything else; others only read it. */
  readonly compile: number;
  /** Zero runs twice and compares. */
  readonly repeat: number;
}

const file = fc.nat(paths.length - 1);
const names = [
  ...[
    'web/Chart.yaml',
    'web/values.yaml',
    'web/../x',
    '/etc/passwd',
    'web//a',
    './web/a',
    'other/values.yaml',
  ],
  ...[
    'web/templates/x.yaml',
    'web/charts/a/values.yaml',
    'web/charts/a.tgz',
    'web/a\u0000b',
    'web\\a',
    'c:/a',
  ],
  ...['', '.', 'web', 'web/', 'pax_global_header', 'x'.repeat(100), 'web/é', '././@LongLink'],
];
const header: fc.Arbitrary<Partial<Header>> = fc.record(
  {
    name: fc.constantFrom(...names),
    type: fc.constantFrom(...'01234567xgLKSDVMNAZ \u0000'),
    size: fc.constantFrom(
      '0',
      '1',
      '777',
      '77777777777',
      '-1',
      'x',
      '\u0080\u0000\u0000\u0000\u0000\u0000\u0001',
      '',
    ),
    prefix: fc.constantFrom('web', '..', '/', 'a/b'),
    linkname: fc.constantFrom('', '/etc/passwd', '../x', 'web/values.yaml'),
  },
  { requiredKeys: [] },
);

/** Returns an arbitrary that is mostly empty, so that most inputs have few changes. */
const rarely = <Change>(change: fc.Arbitrary<Change>, weight: number): fc.Arbitrary<readonly Change[]> =>
  fc.oneof(
    { weight, arbitrary: fc.constant([]) },
    { weight: 1, arbitrary: fc.array(change, { minLength: 1, maxLength: 3 }) },
  );

/** Changed chart archives, from the bytes of gzip to the keywords of the schema, through a whole run. */
export const chartTarget = fuzzTarget<Input>({
  name: 'chart',
  input: fc.record({
    trees: rarely(fc.tuple(file, fc.array(treeMutation(words), { minLength: 1, maxLength: 2 })), 1),
    lines: rarely(fc.nat(oddLines.length - 1), 1),
    texts: rarely(fc.tuple(file, fc.array(textMutation(), { minLength: 1, maxLength: 2 })), 4),
    entries: rarely(fc.record({ at: fc.nat(), header, isNew: fc.boolean() }), 4),
    tar: rarely(byteMutation(), 8),
    gzip: rarely(byteMutation(), 8),
    values: rarely(treeMutation(words), 1),
    compile: fc.nat(9),
    repeat: fc.nat(19),
  }),
  run,
});

const validateUnchanged = compileValuesSchema(files['values.schema.json']);
const url = 'oci://registry.example.com/charts';
const platform = filePlatform(bootstrapWith({ chartsRepository: { url, allowed: [{ name: 'web' }] } }));

async function run(input: Input): Promise<string> {
  const archive = packArchive(input);
  const seed = { replicaCount: 3, image: { tag: 'v2' }, env: [{ name: 'B', value: 'c' }] };
  const changed = mutateTree(seed, { mutations: input.values, donors });
  const runOnce = async (): Promise<Delivered> => {
    const values = isRecord(changed) ? changed : {};
    const chart = { name: 'web', version: '1.0.0' };
    const object = applicationWith({ image: undefined, chart, values });
    const requests = [platform, toExistingRequest(object)];
    const resolveChart = async () => {
      const { appVersion: _, ...contents } = await readChartArchive(archive, {
        expected: { name: 'web', version: '1.0.0' },
      });
      const digest = `sha256:${'0'.repeat(64)}`;
      return { ...contents, digest, ...(input.compile === 0 ? {} : { validate: validateUnchanged }) };
    };
    return configure(object, { requests: { listRequests: async () => requests }, charts: { resolveChart } });
  };
  const outcome = await outcomeOf(runOnce);
  checkOutcome(outcome, changed);
  if (input.repeat === 0) {
    assert.equal(printOutcome(await outcomeOf(runOnce)), printOutcome(outcome), 'two runs differ');
    checkFiles(outcome);
  }
  return classOf(outcome);
}

interface Entry extends Header {
  readonly content: Uint8Array;
}

function packArchive({ trees, lines, texts, entries, tar, gzip }: Input): Uint8Array {
  const list = paths.map((path, index): Entry => {
    const tree = trees.filter(([at]) => at === index).flatMap(([, mutations]) => mutations);
    const text = texts.filter(([at]) => at === index).flatMap(([, mutations]) => mutations);
    const odd = path === 'values.yaml' ? lines.map((line) => oddLines[line]!) : [];
    const printed = printFile(files[path], tree);
    const more = odd.length === 0 ? printed : [printed, '---', ...odd].join('\n');
    const content = Buffer.from(mutateText(more, text));
    return { ...plain, name: `web/${path}`, content };
  });
  for (const { at, header: changes, isNew } of entries) {
    const position = at % list.length;
    list.splice(position, isNew ? 0 : 1, { ...list[position]!, ...changes });
  }
  const blocks = [...list.flatMap((entry) => [headerOf(entry), padded(entry.content)]), Buffer.alloc(1024)];
  return mutateBytes(gzipSync(mutateBytes(Buffer.concat(blocks), tar), { level: 1 }), gzip);
}

const plain: Omit<Header, 'name'> = { type: '0', size: undefined, prefix: '', linkname: '' };

/** JSON is YAML too. */
function printFile(content: unknown, mutations: readonly TreeMutation[]): string {
  if (typeof content === 'string') return content;
  return JSON.stringify(mutateTree(content, { mutations, donors }), undefined, 1) ?? '';
}

function headerOf({ name, type, size, prefix, linkname, content }: Entry): Buffer {
  const block = Buffer.alloc(512);
  block.write(name, 0, 100);
  block.write('0000644\u00000000000\u00000000000\u0000', 100);
  block.write(size ?? `${content.length.toString(8).padStart(11, '0')}\u0000`, 124, 12, 'latin1');
  block.write('00000000000\u0000        ', 136);
  block.write(type, 156);
  block.write(linkname, 157, 100);
  block.write('ustar\u000000', 257);
  block.write(prefix, 345, 155);
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${sum.toString(8).padStart(6, '0')}\u0000 `, 148);
  return block;
}

function padded(content: Uint8Array): Buffer {
  return Buffer.concat([content, Buffer.alloc((512 - (content.length % 512)) % 512)]);
}
