import type { Value, Values } from '../../../shared/helm/chart.ts';

/** Schema of a chart, and values for it. */
export interface SchemaPair {
  readonly schema: unknown;
  readonly values: Values;
}

/** Returns pairs of schemas and values that depend on the seed alone. */
export function generatePairs(seed: number, count: number): SchemaPair[] {
  const random = randomNumbers(seed);
  return Array.from({ length: count }, () => new Generator(random).pair());
}

/** Returns a generator of numbers from 0 to 1 (mulberry32). */
function randomNumbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const dialects = [
  ...[
    undefined,
    undefined,
    undefined,
    'http://json-schema.org/draft-07/schema#',
    'http://json-schema.org/draft-07/schema#',
  ],
  ...[
    'https://json-schema.org/draft-07/schema',
    'http://json-schema.org/draft-04/schema#',
    'http://json-schema.org/draft-06/schema#',
  ],
  ...['https://json-schema.org/draft/2019-09/schema', 'https://json-schema.org/draft/2020-12/schema'],
  ...[
    'http://json-schema.org/draft/2020-12/schema#',
    'http://json-schema.org/schema#',
    'https://json-schema.org/schema',
  ],
];

const keys = ['a', 'b', 'c', 'name', 'tls', 'x-1', 'aB', '', 'a/b', 'a~b', '$id', 'toString', 'é'];

const texts = [
  ...[
    '',
    'a',
    'b',
    'ab',
    'abc',
    'A',
    '1',
    '10',
    '-1',
    '1.5',
    'true',
    'é',
    '日本',
    '😀',
    'a b',
    'a\u00a0b',
    'a\nb',
    'K',
    'ß',
  ],
  ...[
    '2020-02-29',
    '2021-02-29',
    '2020-13-01',
    '12:30:00Z',
    '12:30:00',
    '23:59:60Z',
    '12:30:00.5+01:00',
    '+1:-0:00Z',
  ],
  ...[
    '2020-02-29T12:30:00Z',
    '2020-02-29 12:30:00Z',
    '2020-02-29t12:30:00z',
    'P1D',
    'P',
    'PT',
    'P1W',
    'P1Y2M',
    'P2M1Y',
    'PT1H',
  ],
  ...[
    '10.0.0.1',
    '10.0.0.256',
    '010.0.0.1',
    '10.0.0.+1',
    '::1',
    '1::2::3',
    '::ffff:10.0.0.1',
    'fe80::1%eth0',
    '1:2:3:4:5:6:7:8',
  ],
  ...[
    'example.com',
    'example.com.',
    'a_b',
    '-a',
    'a-',
    `${'a'.repeat(64)}.com`,
    'http://example.com/a',
    '/a',
    'a:b',
    ':a',
    '%zz',
  ],
  ...[
    'http://[::1]:80/',
    'http://[::1',
    'http://a b/',
    'mailto:a@b',
    '//host/x',
    'a\\b',
    'x@y.z',
    '@',
    'a@[10.0.0.1]',
    '"a b"@c.d',
  ],
  ...[
    'http://a:b/',
    'http://u:p@h:1/%7Bx',
    'x{y}',
    'x{y',
    'http://h/{a}',
    '#',
    '#/a',
    '/a~0b',
    '/a~2',
    '0#',
    '01',
    '1/a',
    '1a',
  ],
  ...[
    '1.2.3',
    '1.2',
    '1.02.3',
    '1.2.3-rc.1+x',
    '550e8400-e29b-41d4-a716-446655440000',
    '550e8400',
    'P1D/2020-01-01T00:00:00Z',
  ],
  ...[
    '^a',
    '(',
    '(?=a)',
    '[[:alpha:]]',
    '\\d+',
    '1000000',
    '0.3',
    'null',
    'aGk=',
    '{"a":1}',
    'a.b-c',
    '10Gi',
    '100m',
  ],
];

const patterns = [
  ...[
    '^a',
    'b$',
    '^[a-z]+$',
    '^[[:alnum:]]+$',
    '^\\p{L}+$',
    '\\Aab\\z',
    '^\\Qa.b\\E',
    '^\\S+$',
    '^\\s*$',
    '(?i)^abc$',
    '(?P<x>a)b',
  ],
  ...[
    '^\\x{41}$',
    '^.$',
    '^..$',
    '^(a+)+$',
    '\\d',
    '^\\w+$',
    '^\\W',
    '\\bab',
    '^$',
    '^[^a]',
    '^-?[0-9]+(\\.[0-9]+)?$',
    'a|b',
    '^(?:ab?){1,2}$',
  ],
  ...[
    '^\\-',
    '\\/',
    '(?s)^.+$',
    '^([0-9]+m|[0-9]+(Gi|Mi))$',
    '^x-',
    '(?U)a+',
    '\\pN',
    '\\p{Greek}',
    '\\PL',
    '[\\w.-]+',
    '(?m)^b$',
    '(?<y>a)',
  ],
  ...[
    '^[^\\s]*$',
    '(?i)k',
    '^.*$',
    'x',
    '[^[:^space:]]',
    '^\\D*$',
    '\\B',
    '\\$',
    '[]a]',
    'a{,2}',
    '^a{2,3}?$',
    '(?:)',
    '^[\\d-]+$',
  ],
];

const invalidPatterns = [
  ...[
    '(?=a)',
    '(?!a)',
    '(?<=a)b',
    '\\1',
    '(',
    '[',
    'a**',
    '\\Z',
    '\\c',
    'a{1001}',
    '\\u0041',
    '[a-\\d]',
    '(?x)a',
    ')',
    '+',
    '\\',
    '[z-a]',
  ],
];

const formats = [
  ...[
    'date',
    'time',
    'date-time',
    'duration',
    'period',
    'ipv4',
    'ipv6',
    'hostname',
    'email',
    'uri',
    'uri-reference',
    'iri',
    'uuid',
  ],
  ...[
    'iri-reference',
    'uri-template',
    'json-pointer',
    'relative-json-pointer',
    'regex',
    'semver',
    'int32',
    'byte',
    'url',
    'idn-email',
    'x',
  ],
];

const numbers = [
  0,
  1,
  -1,
  2,
  3,
  10,
  0.1,
  0.3,
  0.5,
  1.5,
  1e21,
  1e-7,
  100,
  2 ** 31,
  1e300,
  -0.2,
  7,
  0.07,
  1.1,
  3.3,
];
const divisors = [1, 2, 0.1, 0.01, 0.3, 3, 1e-7, 1e21, 7, 0.5, 1.1];
const types = ['string', 'number', 'integer', 'boolean', 'null', 'array', 'object'];

type Schema = Record<string, unknown>;

/** Generator of one pair. Most schemas are valid; some have what Helm cannot compile. */
class Generator {
  readonly #random: () => number;
  readonly #dialect: string | undefined;
  readonly #isOld: boolean;
  readonly #isDraft4: boolean;
  readonly #place: string;
  readonly #definitions: Schema = {};

  constructor(random: () => number) {
    this.#random = random;
    this.#dialect = this.#pick(dialects);
    this.#place = this.#pick(['$defs', 'definitions']);
    this.#isDraft4 = this.#dialect?.includes('draft-04') === true;
    this.#isOld = /draft-0/.test(this.#dialect ?? '');
  }

  pair(): SchemaPair {
    const names = ['x', 'y'].slice(0, this.#below(3));
    const root: Schema = {
      ...(this.#dialect === undefined ? {} : { $schema: this.#dialect }),
      ...this.#schemaObject(3, names),
    };
    for (const name of names) this.#definitions[name] = this.#definition(name, names);
    if (names.length > 0) root[this.#place] = this.#definitions;
    if (this.#chance(0.05))
      root['$id'] = this.#pick(['https://example.com/s.json', 'x.json', 'urn:x:y', 'http://[']);
    if (this.#chance(0.6)) root['type'] ??= 'object';
    return { schema: root, values: this.#object(3) };
  }

  #definition(name: string, names: readonly string[]): unknown {
    const schema = this.#schema(2, names);
    if (typeof schema !== 'object' || schema === null) return schema;
    const named = this.#chance(0.2)
      ? { [this.#isOld ? '$id' : '$anchor']: this.#isOld ? `#${name}` : name }
      : {};
    const own = this.#chance(0.05) ? { $id: `https://example.com/${name}` } : {};
    return { ...schema, ...named, ...own };
  }

  #schema(depth: number, names: readonly string[]): unknown {
    if (this.#chance(this.#isDraft4 ? 0.005 : 0.06)) return this.#chance(0.6);
    return this.#schemaObject(depth, names);
  }

  #schemaObject(depth: number, names: readonly string[]): Schema {
    const schema: Schema = {};
    const count = 1 + this.#below(depth > 0 ? 4 : 3);
    for (let index = 0; index < count; index++) Object.assign(schema, this.#keyword(depth, names));
    if (names.length > 0 && this.#chance(0.1)) schema['$ref'] = this.#reference(names);
    return schema;
  }

  #reference(names: readonly string[]): string {
    const name = this.#pick(names);
    return this.#pick([
      ...(this.#chance(0.85) ? [`#/${this.#place}/${name}`] : []),
      ...(this.#chance(0.85)
        ? [`#/${this.#place}/${name}`]
        : [
            `#${name}`,
            '#',
            `https://example.com/${name}`,
            '#/properties/a',
            '#/missing',
            'other.json',
            'urn:a:b',
            'urn:a:b#/c',
          ]),
    ]);
  }

  #keyword(depth: number, names: readonly string[]): Schema {
    const simple: (() => Schema)[] = [
      () => ({ type: this.#chance(0.8) ? this.#pick(types) : this.#types() }),
      () => ({ type: this.#pick(['object', 'string', 'integer', 'number', 'array', 'string']) }),
      () => ({
        enum: this.#chance(0.95) ? this.#distinct(() => this.#value(1)) : this.#list(3, () => this.#value(1)),
      }),
      () => ({ const: this.#value(1) }),
      () => ({ [this.#pick(['minimum', 'maximum'])]: this.#pick(numbers) }),
      () =>
        this.#isDraft4 ? {} : { [this.#pick(['exclusiveMinimum', 'exclusiveMaximum'])]: this.#pick(numbers) },
      () => ({
        maximum: this.#pick(numbers),
        exclusiveMaximum: this.#isDraft4 || this.#chance(0.05) ? this.#chance(0.7) : this.#pick(numbers),
      }),
      () => ({ multipleOf: this.#pick(divisors) }),
      () => ({
        [this.#pick(['minLength', 'maxLength', 'minItems', 'maxItems', 'minProperties', 'maxProperties'])]:
          this.#below(4),
      }),
      () => ({ uniqueItems: this.#chance(0.9) }),
      () => ({ pattern: this.#pattern() }),
      () => ({ pattern: this.#pattern() }),
      () => ({ format: this.#pick(formats) }),
      () => ({ required: this.#set(2, () => this.#pick(keys)) }),
      () => ({
        [this.#pick([
          'nullable',
          'contentEncoding',
          'contentMediaType',
          'title',
          'x-audience',
          'discriminator',
        ])]: this.#pick([true, 'base64', 'application/json']),
      }),
    ];
    if (depth === 0 || this.#chance(0.4)) return this.#pick(simple)();
    return this.#applicator(depth - 1, names);
  }

  #applicator(depth: number, names: readonly string[]): Schema {
    const below = () => this.#schema(depth, names);
    const map = () =>
      Object.fromEntries(this.#list(3, () => [this.#pick(keys), below()]) as [string, unknown][]);
    const lists = () =>
      Object.fromEntries(
        this.#list(2, () => [this.#pick(keys), this.#set(2, () => this.#pick(keys))]) as [string, unknown][],
      );
    return this.#pick<() => Schema>([
      () => ({ properties: map() }),
      () => ({ properties: map() }),
      () => ({ properties: map(), additionalProperties: this.#chance(0.5) ? false : below() }),
      () => ({ patternProperties: Object.fromEntries([[this.#pattern(), below()]]) }),
      () => ({ additionalProperties: below() }),
      () => ({ propertyNames: below() }),
      () => ({ items: this.#chance(this.#isOld ? 0.4 : 0.02) ? this.#list(3, below) : below() }),
      () => ({ items: this.#isOld ? this.#list(2, below) : below(), additionalItems: below() }),
      () => ({ prefixItems: this.#list(2, below), ...(this.#chance(0.5) ? { items: below() } : {}) }),
      () => ({
        contains: below(),
        ...(this.#chance(0.4) ? { minContains: this.#below(3), maxContains: this.#below(3) } : {}),
      }),
      () => ({ [this.#pick(['allOf', 'anyOf', 'oneOf'])]: this.#list(3, below) }),
      () => ({ not: below() }),
      // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
      () => ({ if: below(), then: below(), ...(this.#chance(0.5) ? { else: below() } : {}) }),
      () => ({ dependencies: this.#chance(0.5) ? map() : lists() }),
      () => ({ dependentRequired: lists() }),
      () => ({ dependentSchemas: map() }),
      () => ({ unevaluatedProperties: this.#chance(0.6) ? false : below() }),
      () => ({ unevaluatedItems: this.#chance(0.6) ? false : below() }),
    ])();
  }

  #pattern(): string {
    return this.#chance(0.98) ? this.#pick(patterns) : this.#pick(invalidPatterns);
  }

  #types(): string[] {
    return this.#set(2, () => (this.#chance(0.99) ? this.#pick(types) : 'int'));
  }

  #object(depth: number): Values {
    return Object.fromEntries(
      this.#list(4, () => [this.#pick(keys.slice(0, 9)), this.#value(depth)]) as [string, Value][],
    );
  }

  #value(depth: number): Value {
    const kind = this.#below(depth > 0 ? 8 : 5);
    if (kind < 2) return this.#pick(texts);
    if (kind === 2) return this.#pick(numbers);
    if (kind === 3) return this.#pick([true, false, null]);
    if (kind === 4) return this.#pick(['a', 1, 'b']);
    return kind < 7 ? this.#object(depth - 1) : this.#list(4, () => this.#value(depth - 1));
  }

  #list<Item>(most: number, item: () => Item): Item[] {
    return Array.from({ length: 1 + this.#below(most) }, item);
  }

  #distinct(item: () => Value): Value[] {
    return [...new Map(this.#list(3, item).map((one) => [JSON.stringify(one), one])).values()];
  }

  #set<Item>(most: number, item: () => Item): Item[] {
    return [...new Set(this.#list(most, item))];
  }

  #pick<Item>(items: readonly Item[]): Item {
    return items[this.#below(items.length)]!;
  }

  #below(limit: number): number {
    return Math.floor(this.#random() * limit);
  }

  #chance(share: number): boolean {
    return this.#random() < share;
  }
}
