import * as fc from 'fast-check';
import type { Value, Values } from '../../../shared/helm/chart.ts';
import type { Layer, LayerName } from '../../../shared/helm/layers.ts';

/** Defaults of a chart and the layers above them, from the bottom to the top. */
export interface LayeredChart {
  readonly chart: Values;
  readonly layers: readonly Layer[];
}

/** Strings that some reader takes for another type: YAML 1.1 and 1.2, Helm, Go, JavaScript. */
export const trapTexts: readonly string[] = [
  ...['y', 'n', 'Y', 'N', 'yes', 'No', 'on', 'OFF', 'true', 'False', 'TRUE', 'null', 'Null', '~', ''],
  ...[
    '0',
    '1',
    '-1',
    '+1',
    '010',
    '0o17',
    '0x1F',
    '0b11',
    '1_000',
    '1.0',
    '.5',
    '5.',
    '1e3',
    '1E+3',
    '1e400',
  ],
  ...['12:30:45', '190:20:30', '1:60', '0.1.2', '1.10', '.inf', '-.Inf', '.nan', '.NaN', '0.', '._', '-'],
  ...['2020-01-01', '2020-01-01T00:00:00Z', '2001-12-14 21:59:43.10 -5', '<<', '=', '!', '&a', '*a', '%x'],
  ...['@x', '`x', '|', '>', '|-', '- x', '-x', '?', '? x', ':', ': x', 'x:', 'x: y', 'x #y', '#x', '#', ','],
  ...['[', ']', '{', '}', '[]', '{}', '"', "'", '"x"', "'x'", '\\', '\\n', ' x', 'x ', ' ', '\t', 'x\ty'],
  ...[
    '---',
    '...',
    '--- x',
    'a\nb',
    'a\n',
    '\na',
    '\n',
    'a\n\n',
    ' a\n b',
    'a\n  b\n',
    'a\r\nb',
    '\r',
    'a \nb',
  ],
  ...[
    '{{ .Release.Name }}',
    '{{',
    '$(A)',
    '%s',
    'é',
    '日本',
    '😀',
    '\u00a0',
    '\u0085',
    '\u2028',
    '\ufeff',
    '\u200b',
  ],
  ...[
    '\u0000',
    '\u0007',
    '\u001b[31m',
    '\u007f',
    '\u009f',
    '\uffff',
    'toString',
    'constructor',
    'hasOwnProperty',
  ],
  ...[
    'nUll',
    'truE',
    'yEs',
    '1_',
    '0x',
    '0o8',
    '08',
    '09',
    '1e',
    'e1',
    '9007199254740993',
    '0xG',
    '1 000',
    '١',
  ],
  ...['x'.repeat(200), 'word '.repeat(40), `${'x'.repeat(130)}: y`, 'a,b', 'a]b', 'a}b', 'global'],
];

const text = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...trapTexts) },
  { weight: 1, arbitrary: fc.string({ unit: 'grapheme', maxLength: 12 }) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary-ascii', maxLength: 12 }) },
);

const number = fc.oneof(
  fc.integer({ min: -10, max: 10 }),
  fc.maxSafeInteger(),
  fc.double({ noDefaultInfinity: true, noNaN: true }),
  fc.constantFrom(0.1, 1e21, 1e-7, 1.5e300, 5e-324, 1e15, 1e16, 123456789012345680, 2 ** 53, 4294967296),
);

/** Generates any scalar. JSON has no -0, and our printer refuses it. */
export const scalar: fc.Arbitrary<Value> = fc.oneof(
  { weight: 3, arbitrary: fc.constant(null) },
  { weight: 1, arbitrary: fc.boolean() },
  { weight: 3, arbitrary: number.map((value) => (Object.is(value, -0) ? 0 : value)) },
  { weight: 4, arbitrary: text },
);

/** Generates one of a few names, so that layers overlap, and sometimes a difficult name. */
const key = fc.oneof(
  { weight: 12, arbitrary: fc.constantFrom('a', 'b', 'c', 'd') },
  { weight: 1, arbitrary: text.filter((name) => name !== '__proto__') },
);

const { map } = fc.letrec<{ value: Value; map: Values; list: Value[] }>((tie) => ({
  value: fc.oneof({ maxDepth: 4, withCrossShrink: true }, scalar, tie('map'), tie('map'), tie('list')),
  map: fc.dictionary(key, tie('value'), { maxKeys: 5, noNullPrototype: true }),
  list: fc.array(tie('value'), { maxLength: 3 }),
}));

/** Generates the values of a chart or a layer. */
export const values: fc.Arbitrary<Values> = map;

const names: readonly LayerName[] = ['production', 'platform', 'derived', 'request'];

/** Generates a chart and its layers. A request sometimes has two: one for its fields and one for its free values. */
export const layeredChart: fc.Arbitrary<LayeredChart> = fc.record({
  chart: values,
  layers: fc
    .array(fc.tuple(fc.constantFrom(...names), values), { maxLength: 4 })
    .map((layers) =>
      layers
        .map(([name, below]) => ({ name, values: below }))
        .toSorted((a, b) => names.indexOf(a.name) - names.indexOf(b.name)),
    ),
});

/**
 * Prints values without our own printer: JSON is YAML once the characters are escaped that YAML does not allow in a
 * string.
 */
export function asJson(content: unknown): string {
  return JSON.stringify(content).replace(
    /[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
