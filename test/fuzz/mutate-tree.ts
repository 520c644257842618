import fc from 'fast-check';

/** Change of a JSON tree at one place. Every field is set, so that shrinking changes one at a time. */
export interface TreeMutation {
  readonly kind: (typeof kinds)[number];
  /** Number of the place, modulo the number of places. */
  readonly at: number;
  /** Number of the other place of a swap, or of the place in a donor. */
  readonly other: number;
  /** JSON of the new value. Text, because a value that two runs share could change. */
  readonly json: string;
  readonly key: string;
}

const kinds = [
  'replace',
  'insert',
  'remove',
  'rename',
  'wrap in list',
  'wrap in object',
  'repeat',
  'swap',
  'edit',
  'graft',
] as const;

const prototypeKeys = ['toString', 'valueOf', '__proto__', 'constructor', 'prototype', 'hasOwnProperty'];

/** Literals that no message may repeat: one by its key, the other by its form. */
export const plantedSecrets = {
  password: 'planted-hunter2-planted',
  token: `ghp_${'planted0'.repeat(5)}`,
} as const;

const strings = [
  '',
  ' ',
  'A',
  'a-b',
  '-a',
  'a.b',
  'a/b',
  '../../etc/passwd',
  '.git',
  '*',
  '**',
  'default',
  'prod',
  'dev',
  'kube-system',
  'postgresql',
  'redis',
  'microservice',
  '1.0.0',
  'v1',
  '500m',
  '1Gi',
  '1e999',
  '0x10',
  'null',
  'true',
  '2026-01-01T00:00:00Z',
  'https://user:planted-hunter2-planted@example.com/a',
  'oci://registry.example.com/charts',
  '{{ .Values.a }}',
  '+argocd:skip-file-rendering',
  'a\u0000b',
  'a\nb: c',
  '\u202e\u200b',
  '\ud800',
  'é\u0301',
  '\ud83d\ude00',
  plantedSecrets.token,
  ...prototypeKeys,
];

const sharp: readonly unknown[] = [
  ...[null, true, false, 0, -1, 1, 0.5, 100, 101, 65_536, 2 ** 31, 2 ** 53, -(2 ** 63), 1e21, 1e-7, 1e308],
  ...strings,
  ...[[], {}, [[]], [{}], { a: null }, [null], ['a', 'a'], { name: 'a' }, [{ name: 'web' }, { name: 'web' }]],
  { name: 'DB_PASSWORD', value: plantedSecrets.password },
  [{ name: 'DB_PASSWORD', value: plantedSecrets.password }],
  { password: plantedSecrets.password },
  { toString: 1 },
  { valueOf: { toString: null } },
  [{ toString: 1 }, { toString: 1 }],
  { constructor: { prototype: { polluted: 1 } } },
];

/** JSON texts, because a literal cannot have the own key `__proto__`. */
const rareTexts = [
  '{"__proto__": {"polluted": 1}}',
  JSON.stringify('a'.repeat(70)),
  JSON.stringify(`${'a'.repeat(20_000)}!`),
  JSON.stringify('a-'.repeat(200)),
  JSON.stringify(Array.from({ length: 300 }, (_, index) => index)),
  JSON.stringify(Object.fromEntries(Array.from({ length: 300 }, (_, index) => [`k${index}`, 'v']))),
  `${'['.repeat(90)}${']'.repeat(90)}`,
  `${'{"a":'.repeat(90)}1${'}'.repeat(90)}`,
];

/** Returns mutations; `words` are keys and values of the subject, so that a change often means something. */
export function treeMutation(words: readonly string[] = []): fc.Arbitrary<TreeMutation> {
  const json = fc.oneof(
    { weight: 8, arbitrary: fc.constantFrom(...sharp.map((value) => JSON.stringify(value))) },
    { weight: 1, arbitrary: fc.constantFrom(...rareTexts) },
    { weight: 2, arbitrary: fc.json({ maxDepth: 2 }) },
    ...(words.length > 0
      ? [{ weight: 3, arbitrary: fc.constantFrom(...words.map((word) => JSON.stringify(word))) }]
      : []),
  );
  const key = fc.oneof(
    { weight: 2, arbitrary: fc.constantFrom(...prototypeKeys, ...strings) },
    ...(words.length > 0 ? [{ weight: 6, arbitrary: fc.constantFrom(...words) }] : []),
    { weight: 1, arbitrary: fc.string({ maxLength: 8 }) },
  );
  return fc.record({ kind: fc.constantFrom(...kinds), at: fc.nat(), other: fc.nat(), json, key });
}

interface Place {
  readonly holder: Holder;
  readonly key: string | number;
}

type Holder = Record<string | number, unknown>;

/** Returns a copy of a JSON tree with changes. A graft takes a part of one of the donors. */
export function mutateTree(
  tree: unknown,
  { mutations, donors = [] }: { mutations: readonly TreeMutation[]; donors?: readonly unknown[] },
): unknown {
  const root: { tree: unknown } = { tree: copyOf(tree) };
  for (const mutation of mutations) {
    const places = listPlaces(root);
    const place = places[mutation.at % places.length];
    if (place !== undefined) change(place, mutation, { places, donors });
  }
  return root.tree;
}

/** Copies JSON. Unlike an assignment, the parser keeps the own key `__proto__`. */
function copyOf(value: unknown): unknown {
  return value === undefined ? null : JSON.parse(JSON.stringify(value));
}

function listPlaces(root: object): Place[] {
  const places: Place[] = [];
  const queue: object[] = [root];
  for (const holder of queue) {
    for (const key of Object.keys(holder)) {
      places.push({ holder: holder as Holder, key: Array.isArray(holder) ? Number(key) : key });
      const child = (holder as Holder)[key];
      if (typeof child === 'object' && child !== null && Object.hasOwn(holder, key)) queue.push(child);
    }
  }
  return places;
}

function change(
  { holder, key }: Place,
  mutation: TreeMutation,
  { places, donors }: { places: readonly Place[]; donors: readonly unknown[] },
): void {
  const old = holder[key];
  const set = (value: unknown): void => define(holder, key, value);
  const changes: Readonly<Record<TreeMutation['kind'], () => void>> = {
    replace: () => set(JSON.parse(mutation.json)),
    insert: () => insert(old ?? holder, mutation),
    remove: () => remove(holder, key),
    rename: () => {
      remove(holder, key);
      insert(holder, { ...mutation, json: JSON.stringify(old) });
    },
    'wrap in list': () => set([old]),
    'wrap in object': () => set({ [mutation.key]: old }),
    repeat: () => repeat({ holder, key }, mutation.other),
    swap: () => {
      const other = places[mutation.other % places.length]!;
      const copy = copyOf(old);
      set(copyOf(other.holder[other.key]));
      define(other.holder, other.key, copy);
    },
    edit: () => set(edited(old, mutation)),
    graft: () => {
      const donor = donors[mutation.other % Math.max(1, donors.length)] ?? old;
      const parts = listPlaces({ donor });
      const part = parts[mutation.at % parts.length]!;
      set(copyOf(part.holder[part.key]));
    },
  };
  changes[mutation.kind]();
}

function remove(holder: Holder, key: string | number): void {
  if (Array.isArray(holder)) holder.splice(Number(key), 1);
  else delete holder[key];
}

function define(holder: object, key: string | number, value: unknown): void {
  Object.defineProperty(holder, key, { value, writable: true, enumerable: true, configurable: true });
}

function insert(target: unknown, { json, key, other }: TreeMutation): void {
  const value = JSON.parse(json);
  if (Array.isArray(target)) target.splice(other % (target.length + 1), 0, value);
  else if (typeof target === 'object' && target !== null) define(target, key, value);
}

function repeat({ holder, key }: Place, times: number): void {
  const count = times % 200 === 0 ? 200 : 1 + (times % 3);
  const copies = Array.from({ length: count }, () => copyOf(holder[key]));
  if (Array.isArray(holder)) holder.splice(Number(key), 0, ...copies);
  else define(holder, key, copies);
}

function edited(value: unknown, { other, key }: TreeMutation): unknown {
  if (typeof value === 'number') return editedNumber(value, other);
  if (typeof value === 'boolean') return !value;
  if (typeof value !== 'string') return String(JSON.stringify(value));
  const position = other % (value.length + 1);
  switch (other % 6) {
    case 0:
      return value.slice(0, position) + key + value.slice(position);
    case 1:
      return value.slice(0, position);
    case 2:
      return value.toUpperCase();
    case 3:
      return value.repeat(40);
    case 4:
      return `${value}${key}`;
    default:
      return Number.isFinite(Number(value)) ? Number(value) : [value];
  }
}

/** Returns another number that JSON can print: neither infinite nor negative zero. */
function editedNumber(value: number, choice: number): number {
  const edited = [value + 1, value - 1, 0 - value, value * 1e6, value + 0.5][choice % 5]!;
  return Number.isFinite(edited) ? edited : 0;
}
