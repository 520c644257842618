import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { definitions } from '../promises/index.ts';
import type { PromiseDefinition } from '../shared/promise/define-promise.ts';
import { type Case, findCases, platformFile, projectFolder, readInput } from './support/cases.ts';
import { quickDefinitions } from './support/quick-definitions.ts';
import { readTree } from './support/read-tree.ts';
import { temporaryFolder } from './support/temporary-folder.ts';

/** Returns the parsed spec, or undefined if the schema refuses it. */
function parseWith(all: readonly PromiseDefinition[], kind: string, spec: unknown): unknown {
  const schema = all.find((definition) => definition.kind === kind)!.schema();
  try {
    return schema.safeParse(spec).data;
  } catch (error) {
    expect((error as Error).name).toBe('NotAccepted');
    return undefined;
  }
}

const requests = findCases().flatMap(readRequest);

function readRequest(oneCase: Case) {
  const { kind, spec } = readInput(oneCase);
  if (!definitions.some((definition) => definition.kind === kind)) return [];
  return [{ name: `${oneCase.promise}/${oneCase.name}`, kind, spec }];
}

describe('the quick checks', () => {
  it.each(requests)('give the result of zod for case $name', ({ kind, spec }) => {
    const expected = parseWith(definitions, kind, spec);
    expect(parseWith(quickDefinitions, kind, spec)).toStrictEqual(expected);
  });

  it('accept nothing that zod refuses, and give its result, whatever value is changed', () => {
    fc.assert(
      fc.property(fc.constantFrom(...requests), fc.nat(), oddValue, ({ kind, spec }, position, value) => {
        const changed = withChange(spec, position, value);
        const accepted = parseWith(quickDefinitions, kind, changed);
        // zod also accepts values that no request has, such as a list instead of an object.
        if (accepted !== undefined) expect(accepted).toStrictEqual(parseWith(definitions, kind, changed));
      }),
      { numRuns: 2_000 },
    );
  });
});

/** Values at the limits of the schemas; undefined removes the field. */
const oddValue = fc.oneof(
  fc.constantFrom<unknown[]>(
    ...[
      undefined,
      null,
      true,
      false,
      {},
      [],
      [{}],
      { name: 'a' },
      { unknown: 1 },
      '',
      'A',
      'a-b',
      'a b',
      '*',
    ],
    ...['default', 'prod', 'kube-x', '1.0.0', '500m', '1Gi', 'oci', '/x', 'http', 'a'.repeat(64), 'a\u0000'],
    ...[0, -1, 1, 1.5, 3, 80, 101, 65_536, 1e12, 2 ** 53, Number.NaN, Number.POSITIVE_INFINITY],
  ),
  fc.jsonValue({ maxDepth: 2 }),
);

/** Returns a copy in which one value is replaced: that of the field or item at a position, counted in depth. */
function withChange(spec: unknown, position: number, value: unknown): unknown {
  const copy = structuredClone(spec);
  const places: { holder: Record<string, unknown>; key: string }[] = [];
  const visit = (holder: unknown): void => {
    if (typeof holder !== 'object' || holder === null) return;
    for (const [key, child] of Object.entries(holder)) {
      places.push({ holder: holder as Record<string, unknown>, key });
      visit(child);
    }
    if (!Array.isArray(holder)) {
      for (const key of ['unknown', ...optionalFields])
        if (!Object.hasOwn(holder, key)) places.push({ holder: holder as Record<string, unknown>, key });
    }
  };
  visit(copy);
  const place = places[position % places.length];
  if (place === undefined) return copy;
  if (value === undefined && !Array.isArray(place.holder)) delete place.holder[place.key];
  else place.holder[place.key] = value;
  return copy;
}

/** Fields of several schemas, so that one is also set where it is missing. */
const optionalFields = [
  'enabled',
  'replicas',
  'values',
  'chart',
  'resources',
  'version',
  'namespace',
  'mode',
];

/** Runs a copy of the container's program for a case of ApplicationClaim, with or without the complete program. */
function runContainer(
  name: string,
  { isComplete, hasCatalog = false }: { isComplete: boolean; hasCatalog?: boolean },
) {
  const folder = temporaryFolder();
  for (const path of [
    'configure.mjs',
    'complete-chunks',
    'charts',
    ...(isComplete ? ['complete.mjs'] : []),
  ]) {
    cpSync(join(projectFolder, 'dist', path), join(folder, path), { recursive: true });
  }
  const oneCase = findCases().find((found) => found.promise === 'application-claim' && found.name === name)!;
  mkdirSync(join(folder, 'input'));
  cpSync(join(oneCase.folder, 'input.yaml'), join(folder, 'input/object.yaml'));
  const platform = join(folder, 'platform.yaml');
  const switches = hasCatalog ? '  catalog: true\n' : '';
  writeFileSync(platform, `${readFileSync(platformFile(oneCase), 'utf8').trimEnd()}\n${switches}`);
  const folders = ['input', 'output', 'metadata'].flatMap((flag) => [`--${flag}`, join(folder, flag)]);
  const flags = [...folders, '--platform', platform, '--carried-charts'];
  const { status, stderr } = spawnSync(process.execPath, [join(folder, 'configure.mjs'), ...flags], {
    encoding: 'utf8',
    env: {},
  });
  const written = Object.fromEntries(
    Object.entries(readTree(folder)).filter(([path]) => /^(output|metadata)\//.test(path)),
  );
  return { status, stderr, written, expected: readTree(oneCase.expected) };
}

const entities = 'output/catalog/application-claim/default/ecommerce-apps.yaml';

describe('dist/configure.mjs', () => {
  it('delivers a valid request without the complete program', () => {
    const { status, stderr, written, expected } = runContainer('example', { isComplete: false });
    expect({ status, written }).toEqual({ status: 0, written: expected });
    expect(stderr).not.toContain('quick checks');
  });

  it('writes the entities of a request without the complete program', () => {
    const { written, expected } = runContainer('example', { isComplete: false, hasCatalog: true });
    const { [entities]: text, ...others } = written;
    expect(others).toEqual(expected);
    expect(text).toContain('name: default.ecommerce-apps.application-claim');
  });

  it('leaves the answer to an invalid request to the complete program', () => {
    const { status, stderr, written, expected } = runContainer('refused-many-problems', { isComplete: true });
    expect({ status, written }).toEqual({ status: 0, written: expected });
    expect(stderr).toContain('{"step":"quick checks","outcome":"not accepted"}');
  });
});
