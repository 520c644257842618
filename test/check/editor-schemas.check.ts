import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isMap, isNode, isSeq, LineCounter, parseDocument } from 'yaml';
import { configure } from '../../pipelines/configure/configure.ts';
import { definitions } from '../../promises/index.ts';
import { type Problem, RequestError } from '../../shared/errors.ts';
import { type Case, edgesOf, findCases, readInput } from '../support/cases.ts';
import { type Diagnostic, LanguageServer } from '../support/language-server.ts';
import { runInfraforge } from '../support/run-infraforge.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const modeline = '# yaml-language-server: $schema=../../generated/schema.json\n';

const textOf = ({ folder }: Case): string => readFileSync(join(folder, 'input.yaml'), 'utf8');

const lineOf = ({ range }: Diagnostic): number => range.start.line + 1;

/** Steps of a path such as `spec.env[0]["a.b"]`. */
function stepsOf(path: string): string[] {
  return [...path.matchAll(/\["((?:[^"\\]|\\.)*)"\]|\[([0-9]+)\]|([^.[\]]+)/g)].map(
    ([, quoted, index, name]) => quoted ?? index ?? name ?? '',
  );
}

/** Returns the lines of each part of a path in a file, its key and its value, as far as the path exists. */
function linesOf(path: string, text: string): number[][] {
  const lines = new LineCounter();
  let at: unknown = parseDocument(text, { lineCounter: lines }).contents;
  const found: number[][] = [];
  for (const step of stepsOf(path)) {
    const pair = isMap(at) ? at.items.find(({ key }) => String(key) === step) : undefined;
    const next = isSeq(at) ? at.items[Number(step)] : pair?.value;
    if (next === undefined) break;
    at = next;
    found.push([pair?.key, at].filter(isNode).map(({ range }) => lines.linePos(range![0]).line));
  }
  return found;
}

async function problemsOf(oneCase: Case): Promise<readonly Problem[]> {
  try {
    await configure(readInput(oneCase), edgesOf(oneCase));
    return [];
  } catch (error) {
    if (error instanceof RequestError) return error.problems;
    throw error;
  }
}

/** Returns true for a type, a bound or a pattern that a request violates: a schema can express these, but no rules. */
function hasInvalidField(oneCase: Case): boolean {
  const definition = definitions.find(({ name }) => name === oneCase.promise)!;
  const { error } = definition.schema().safeParse(readInput(oneCase).spec);
  return error?.issues.some(({ code }) => code !== 'custom') ?? false;
}

const nameOf = ({ promise, name }: Case): string => `${promise}/${name}`;

const print = (oneCase: Case, one: Diagnostic): string => `${nameOf(oneCase)}:${lineOf(one)}: ${one.message}`;

describe('yaml-language-server with the schemas of the Promises', () => {
  const cases = findCases();
  const diagnostics = new Map<Case, readonly Diagnostic[]>();
  const problems = new Map<Case, readonly Problem[]>();
  let server: LanguageServer;

  beforeAll(async () => {
    server = new LanguageServer();
    await Promise.all(
      cases.map(async (oneCase) => {
        const found = await server.diagnose(join(oneCase.folder, 'input.yaml'), textOf(oneCase));
        diagnostics.set(oneCase, found);
        problems.set(oneCase, await problemsOf(oneCase));
      }),
    );
  });
  afterAll(() => server.stop());

  it('finds the schema through the first line of every case', () => {
    const without = cases.filter((oneCase) => !textOf(oneCase).startsWith(modeline));
    expect(without.map(({ folder }) => `add to ${folder}/input.yaml: ${modeline}`)).toEqual([]);
  });

  it('reports no problem of an accepted case', () => {
    const reported = cases
      .filter(({ isRefused }) => !isRefused)
      .flatMap((oneCase) => diagnostics.get(oneCase)!.map((one) => print(oneCase, one)));
    expect(reported).toEqual([]);
  });

  it('reports no problem of a refused case outside of its invalid fields', () => {
    const elsewhere = cases.flatMap((oneCase) => {
      const known = problems.get(oneCase)!.flatMap(({ path }) => linesOf(path, textOf(oneCase)).flat());
      return diagnostics
        .get(oneCase)!
        .flatMap((one) => (known.includes(lineOf(one)) ? [] : [print(oneCase, one)]));
    });
    expect(elsewhere).toEqual([]);
  });

  it('reports the line of a problem in every refused case with an invalid field', () => {
    const expressible = cases.filter((oneCase) => oneCase.isRefused && hasInvalidField(oneCase));
    const shown = expressible.filter((oneCase) => {
      const lines = problems.get(oneCase)!.flatMap(({ path }) => linesOf(path, textOf(oneCase)).at(-1) ?? []);
      return diagnostics.get(oneCase)!.some((one) => lines.includes(lineOf(one)));
    });
    expect(shown.map(nameOf)).toEqual(expressible.map(nameOf));
    expect(expressible.length).toBeGreaterThan(10);
  });

  it('reports a pattern with the message of the field', () => {
    const messages = [...diagnostics.values()].flat().map(({ message }) => message);
    expect(messages).toContain('This is not a quantity; use one such as "500m", "1.5" or "2Gi"');
    expect(messages.filter((message) => /pattern of/.test(message))).toEqual([]);
  });

  it('selects the schema of a request by its kind in the schema of every kind', async () => {
    const file = join(temporaryFolder(), 'infraforge.schema.json');
    const { printed } = await runInfraforge(['schema']);
    writeFileSync(file, printed.join('\n'));
    const messages = (found: readonly Diagnostic[]): string[] =>
      found.map(({ message }) => message).toSorted();
    for (const oneCase of cases.filter(({ name }) =>
      /^(example|refused-(many-problems|older-shape|unsupported))$/.test(name),
    )) {
      const text = textOf(oneCase).replace('../../generated/schema.json', file);
      const found = await server.diagnose(
        join(dirname(file), `${nameOf(oneCase).replace('/', '-')}.yaml`),
        text,
      );
      expect(messages(found), nameOf(oneCase)).toEqual(messages(diagnostics.get(oneCase)!));
    }
  });
});
