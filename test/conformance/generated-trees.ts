import type { Value, Values } from '../../shared/helm/chart.ts';
import type { Vector, VectorChart } from './vector.ts';

/**
 * Generates chart trees and layers from a seed. The names are few, so that charts, aliases, globals, conditions and imported
 * values meet, and every third value is a null.
 */
export function generateVector(seed: number): Vector {
  const random = randomOf(seed);
  const shape = random.pick<'small' | 'any'>(['small', 'any', 'any', 'any']);
  const depth = shape === 'small' ? 1 : random.pick([1, 1, 2, 2, 3]);
  const chart = chartOf(random, { name: 'root', depth, width: shape === 'small' ? 1 : 3 });
  const keys = keysOf(chart);
  const layers = Array.from({ length: random.pick([0, 1, 1, 2, 3]) }, () =>
    valuesOf(random, { keys, depth: 3 }),
  );
  return { id: String(seed), chart, layers };
}

/** Seeded random choices. */
interface Random {
  /** Returns true with a probability. */
  readonly chance: (probability: number) => boolean;
  readonly pick: <Item>(items: readonly Item[]) => Item;
}

/** Returns a generator of 32 bits (mulberry32), which gives the same choices on every machine. */
function randomOf(seed: number): Random {
  let state = Math.imul(seed + 1, 0x9e3779b1);
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  return {
    chance: (probability) => next() < probability,
    pick: (items) => items[Math.floor(next() * items.length)]!,
  };
}

const chartNames = ['one', 'two', 'tre'];
const aliases = ['ali', 'bob', 'one'];
const plainKeys = ['a', 'b', 'c', 'm'];
const specialKeys = ['global', 'tags', 'enabled', 'exports', 'front'];

interface Shape {
  readonly name: string;
  /** Charts inside each other, below this one. */
  readonly depth: number;
  /** Maximum number of charts in its folder `charts`. */
  readonly width: number;
}

function chartOf(random: Random, { name, depth, width }: Shape): VectorChart {
  const charts: Record<string, VectorChart> = {};
  const names = depth === 0 ? [] : chartNames.filter((_, index) => index < width && random.chance(0.55));
  for (const below of names) {
    const chart = chartOf(random, { name: below, depth: depth - 1, width: random.pick([1, 2]) });
    charts[random.pick([below, below, `${below}-1.0.0.tgz`, `${below}-folder`])] = chart;
    if (random.chance(0.03))
      charts[`${below}-old`] = { ...chart, metadata: { ...chart.metadata, version: '0.9.0' } };
  }
  const withDuplicates = names.flatMap((below) => dependenciesOf(random, below));
  const dependencies = random.chance(0.03) ? withDuplicates : withoutDuplicates(withDuplicates);
  const keys = [...names, ...dependencies.map(({ alias }) => String(alias ?? ''))].filter(
    (key) => key !== '',
  );
  const isOld = random.chance(0.2);
  const declared = dependencies.length > 0 || random.chance(0.1) ? { dependencies } : {};
  return {
    metadata: {
      apiVersion: isOld ? 'v1' : 'v2',
      name,
      version: random.pick(versions),
      ...(isOld ? {} : declared),
    },
    ...(random.chance(0.9) && { values: valuesOf(random, { keys, depth: 3 }) }),
    ...(isOld &&
      'dependencies' in declared && { requirements: { dependencies: declared.dependencies.toReversed() } }),
    ...(names.length > 0 && { charts }),
  };
}

/** Omits dependencies whose name or alias another one has: Helm does not load such a chart. */
function withoutDuplicates(dependencies: readonly Values[]): Values[] {
  const keys = dependencies.map(({ name, alias }) => alias ?? name);
  return dependencies.filter((_, index) => keys.indexOf(keys[index]) === index);
}

const versions = ['1.0.0', '1.0.0', '1.2.3', '1.2', 'v1.0.0', '2.0.0-rc.1'];
const ranges = ['1.0.0', '1.x', '*', '*', '>=1.0.0-0', '^1.0', '~1.2', '>=1, <2', '2.x || 1.x', '> 2', ''];

/** Returns no entry for a chart, one entry, or two, the second one with an alias. */
function dependenciesOf(random: Random, name: string): Values[] {
  if (random.chance(0.25)) return [];
  const first = dependencyOf(random, name);
  return random.chance(0.2)
    ? [first, { ...dependencyOf(random, name), alias: random.pick(aliases) }]
    : [first];
}

function dependencyOf(random: Random, name: string): Values {
  return {
    name,
    version: random.chance(0.6) ? '>=0.0.0-0' : random.pick(ranges),
    repository: '',
    ...(random.chance(0.25) && { alias: random.pick(aliases) }),
    ...(random.chance(0.3) && {
      condition: random.pick([
        `${name}.enabled`,
        'ali.enabled',
        `${name}.m.a,enabled`,
        'a, b',
        'global.a',
        'm.enabled,a',
      ]),
    }),
    ...(random.chance(0.25) && { tags: random.pick([['front'], ['front', 'a'], ['b']]) }),
    ...(random.chance(0.3) && { 'import-values': importsOf(random) }),
  };
}

/**
 * Returns imports whose tables are not inside each other. Otherwise Helm changes a table while it goes through it, and its
 * result depends on Go's random order of keys.
 */
function importsOf(random: Random): Value[] {
  const imports: Value[] = [];
  const children: string[] = [];
  for (let count = random.pick([1, 1, 2, 3]); count > 0; count -= 1) {
    const entry = importOf(random);
    const child = typeof entry === 'string' ? `exports.${entry}` : String(entry['child']);
    if (children.some((other) => `${child}.`.startsWith(`${other}.`) || other.startsWith(`${child}.`)))
      continue;
    imports.push(entry);
    children.push(child);
  }
  return imports;
}

function importOf(random: Random): string | Values {
  if (random.chance(0.3)) return random.pick(plainKeys);
  if (random.chance(0.03)) return { parent: 'a' };
  const child = random.pick(['a', 'b', 'm', 'm.a', 'exports', 'exports.a', 'global', 'one.m', 'none']);
  return { child, parent: random.pick(['.', 'a', 'b', 'm', 'm.b', 'in', 'global', 'one', 'two.a', 'front']) };
}

interface ValuesShape {
  /** Keys of subcharts. */
  readonly keys: readonly string[];
  readonly depth: number;
}

function valuesOf(random: Random, { keys, depth }: ValuesShape): Values {
  const values: Values = {};
  for (const key of plainKeys) if (random.chance(0.4)) values[key] = anyValueOf(random, { keys, depth });
  for (const key of specialKeys)
    if (random.chance(0.15)) values[key] = specialValue(random, { key, keys, depth });
  for (const key of keys) {
    if (depth <= 0 || !random.chance(0.5)) continue;
    values[key] = random.chance(0.04) ? scalarOf(random) : valuesOf(random, { keys, depth: depth - 1 });
  }
  return values;
}

function specialValue(random: Random, { key, ...shape }: ValuesShape & { readonly key: string }): Value {
  if (key === 'enabled') return random.pick([true, false, false, null]);
  if (key !== 'tags') return random.chance(0.9) ? mapOf(random, shape) : scalarOf(random);
  return { front: random.pick([true, false, null]), ...(random.chance(0.5) && { a: random.chance(0.5) }) };
}

function anyValueOf(random: Random, shape: ValuesShape): Value {
  return random.chance(0.5) ? scalarOf(random) : mapOf(random, shape);
}

function mapOf(random: Random, { keys, depth }: ValuesShape): Values {
  if (depth <= 0) return {};
  const names = [...plainKeys, 'enabled', ...keys.slice(0, 1)].filter(() => random.chance(0.3));
  return Object.fromEntries(names.map((name) => [name, anyValueOf(random, { keys, depth: depth - 1 })]));
}

function scalarOf(random: Random): Value {
  return random.pick<Value>([null, null, null, 1, 0.5, 'x', 'true', true, false, [], [null, { a: null }]]);
}

/** Returns the keys of a chart's subcharts, and those of the charts below them. */
function keysOf({ metadata, requirements, charts = {} }: VectorChart): string[] {
  const declared = [metadata['dependencies'] ?? [], requirements?.['dependencies'] ?? []].flat();
  const names = declared.flatMap((entry) => {
    const { name, alias } = entry as Values;
    return [name, alias].filter((key) => typeof key === 'string');
  });
  const below = Object.values(charts).flatMap((chart) => [String(chart.metadata['name']), ...keysOf(chart)]);
  return [...new Set([...names, ...below])];
}
