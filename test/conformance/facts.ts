import type { Values } from '../../shared/helm/chart.ts';
import type { Vector, VectorChart } from './vector.ts';

const metadata = (name: string, fields: Values = {}): Values => ({
  apiVersion: 'v2',
  name,
  version: '1.0.0',
  ...fields,
});

const dependency: Values = { name: 'cache', version: '1.x', repository: '' };

const listed = (fields: Values = {}): Values => ({ dependencies: [{ ...dependency, ...fields }] });

/** Parts of a chart `root` with one subchart `cache`. */
interface Parts {
  readonly parent?: Values;
  readonly child?: Values;
  /** Fields of the root's `Chart.yaml`. Defaults to a dependency on `cache`. */
  readonly fields?: Values;
  readonly layers?: readonly Values[];
  readonly below?: Readonly<Record<string, VectorChart>>;
}

function fact(id: string, { parent, child, fields = listed(), layers = [], below }: Parts): Vector {
  const chart = {
    metadata: metadata('root', fields),
    ...(parent && { values: parent }),
    charts: {
      cache: {
        metadata: metadata('cache'),
        ...(child && { values: child }),
        ...(below && { charts: below }),
      },
    },
  };
  return { id, chart, layers };
}

const importing = (...imports: Values[]): Values => listed({ 'import-values': imports });

/** Vectors that show one rule of Helm each, and are named after it. */
export const facts: readonly Vector[] = [
  fact('null-of-a-subchart', { parent: { cache: { size: 1 } }, child: { m: { a: null, b: 1 } } }),
  fact('null-of-the-parent-below-a-listed-subchart', {
    parent: { cache: { a: null, c: null } },
    child: { a: 1, b: 1 },
  }),
  fact('null-of-the-parent-below-another-subchart', {
    fields: {},
    parent: { cache: { a: null, c: null } },
    child: { a: 1, b: 1 },
  }),
  fact('null-of-a-layer-below-a-subchart', {
    child: { a: 1, b: 2 },
    layers: [{ cache: { a: null, c: null } }],
  }),
  fact('number-for-a-subchart', { layers: [{ cache: 5 }] }),
  fact('number-for-a-subchart-in-the-parent', { parent: { cache: 5 } }),
  fact('null-for-a-subchart', { layers: [{ cache: null }] }),
  fact('null-for-a-subchart-over-values-of-the-parent', {
    parent: { cache: { a: 1 } },
    layers: [{ cache: null }],
  }),
  fact('list-for-a-disabled-subchart', {
    fields: listed({ condition: 'on' }),
    parent: { on: false },
    layers: [{ cache: [] }],
  }),
  fact('global-for-every-chart', {
    layers: [{ global: { a: 1 } }],
    below: { inner: { metadata: metadata('inner'), values: { global: { a: 2, b: 3 } } } },
  }),
  fact('null-in-the-globals-of-the-parent', { parent: { global: { a: null } }, child: { global: { a: 1 } } }),
  fact('null-in-the-globals-of-a-layer', { child: { global: { a: 1 } }, layers: [{ global: { a: null } }] }),
  fact('globals-that-are-no-object', { parent: { global: 5 }, child: { global: { a: 1 } } }),
  fact('condition-in-the-subchart', {
    fields: listed({ condition: 'cache.enabled' }),
    child: { enabled: false },
  }),
  fact('condition-in-a-layer', {
    fields: listed({ condition: 'cache.enabled' }),
    child: { enabled: false },
    layers: [{ cache: { enabled: true } }],
  }),
  fact('first-condition-with-a-boolean', {
    fields: listed({ condition: 'none,a,b' }),
    parent: { a: 'x', b: false },
  }),
  fact('condition-with-a-space', { fields: listed({ condition: 'a, b' }), parent: { b: false } }),
  fact('tag-that-is-false', { fields: listed({ tags: ['back'] }), layers: [{ tags: { back: false } }] }),
  fact('one-tag-that-is-true', {
    fields: listed({ tags: ['back', 'all'] }),
    layers: [{ tags: { back: false, all: true } }],
  }),
  fact('condition-over-tag', {
    fields: listed({ tags: ['back'], condition: 'on' }),
    parent: { on: true, tags: { back: false } },
  }),
  fact('alias', { fields: listed({ alias: 'redis' }), layers: [{ cache: { a: 1 }, redis: { a: 2 } }] }),
  fact('two-aliases', {
    fields: { dependencies: [dependency, { ...dependency, alias: 'other' }] },
    child: { a: 1 },
    layers: [{ other: { a: 2 } }],
  }),
  fact('version-out-of-range', { fields: listed({ version: '2.x', alias: 'redis' }), child: { a: 1 } }),
  fact('no-version', { fields: listed({ version: '', alias: 'redis' }), child: { a: 1 } }),
  fact('export', {
    fields: listed({ 'import-values': ['data'] }),
    child: { exports: { data: { a: 1 } } },
  }),
  fact('import-below-a-value-of-the-parent', {
    fields: importing({ child: 'a', parent: 'b' }),
    parent: { b: { x: 1 } },
    child: { a: { x: 2, y: 3 } },
  }),
  fact('import-of-a-value-that-a-layer-sets', {
    fields: importing({ child: 'a', parent: 'b' }),
    child: { a: { x: 1 } },
    layers: [{ cache: { a: { x: 2 } } }],
  }),
  fact('null-of-a-layer-over-an-import', {
    fields: importing({ child: 'a', parent: 'b' }),
    child: { a: { x: 1, y: 2 } },
    layers: [{ b: { x: null } }],
  }),
  fact('import-of-a-null', {
    fields: importing({ child: 'a', parent: 'b' }),
    parent: { b: { x: 1 } },
    child: { a: { x: null, y: null } },
  }),
  fact('dependencies-without-entries', { fields: { dependencies: [] }, child: { a: 1 } }),
];
