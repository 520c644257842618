import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { carriedCharts } from '../../pipelines/configure/carried-charts.ts';
import { configure } from '../../pipelines/configure/configure.ts';
import { existingObjects } from '../../pipelines/configure/existing-objects.ts';
import { filePlatform } from '../../pipelines/configure/file-platform.ts';
import { toExistingRequest } from '../../pipelines/configure/to-existing-request.ts';
import { definitions } from '../../promises/index.ts';
import { withoutManagedFields } from '../../shared/kratix/managed-fields.ts';
import { parseObject } from '../../shared/kratix/object.ts';
import type { Delivered } from '../../shared/kratix/outcome.ts';
import type { KubernetesObject } from '../../shared/kubernetes-object.ts';
import type { PromiseDefinition } from '../../shared/promise/define-promise.ts';
import { parseRequestYaml as parseQuickly } from '../../shared/yaml/quick-yaml.ts';
import { parseStoredYaml } from '../../shared/yaml.ts';
import {
  findCases,
  projectFolder,
  readInput as readCase,
  readOthers,
  readPlatforms,
} from '../support/cases.ts';
import { quickDefinitions } from '../support/quick-definitions.ts';
import { mutateText, type TextMutation, textMutation } from './mutate-text.ts';
import { mutateTree, type TreeMutation, treeMutation } from './mutate-tree.ts';
import { checkFiles, checkOutcome, classOf, outcomeOf, printOutcome } from './oracle.ts';
import { fuzzTarget } from './target.ts';

const seeds = findCases().map((oneCase) => ({
  text: readFileSync(join(oneCase.folder, 'input.yaml'), 'utf8'),
  object: readCase(oneCase),
  platforms: readPlatforms(oneCase).map((claim) => filePlatform(claim)),
  others: readOthers(oneCase),
}));
const donors = seeds.map(({ object }) => object.spec);
const words = [...new Set(seeds.flatMap(({ text }) => text.match(/[A-Za-z][\w.-]{1,40}/g) ?? []))];

/** Charts as the container has them, with compiled schemas. */
const charts = carriedCharts(join(projectFolder, 'dist', 'charts'));

interface Input {
  /** Number of the case whose request is changed, and of the one whose platforms and other requests it runs with. */
  readonly seed: number;
  readonly context: number;
  /** Changes of the object, or of the text of object.yaml. */
  readonly changes: { readonly tree: readonly TreeMutation[] } | { readonly text: readonly TextMutation[] };
  /** Zero runs twice and compares. */
  readonly repeat: number;
}

/** Changed requests of the cases, as objects and as texts, through a whole run. */
export const requestTarget = fuzzTarget<Input>({
  name: 'request',
  input: fc.record({
    seed: fc.nat(seeds.length - 1),
    context: fc.oneof({ weight: 9, arbitrary: fc.constant(0) }, fc.nat(seeds.length - 1)),
    changes: fc.oneof(
      { weight: 2, arbitrary: fc.record({ tree: fc.array(treeMutation(words), { maxLength: 3 }) }) },
      { weight: 1, arbitrary: fc.record({ text: fc.array(textMutation(), { maxLength: 3 }) }) },
    ),
    repeat: fc.nat(19),
  }),
  run,
});

async function run({ seed, context, changes, repeat }: Input): Promise<string> {
  const { object, text } = seeds[seed]!;
  const { platforms, others } = seeds[context === 0 ? seed : context]!;
  const readInput = (): unknown =>
    'tree' in changes
      ? mutateTree(object, { mutations: changes.tree, donors })
      : readText(mutateText(text, changes.text));
  const runOnce = async (): Promise<Delivered> => runRequest(parseObject(readInput()), { platforms, others });
  const outcome = await outcomeOf(runOnce);
  checkOutcome(outcome, 'tree' in changes ? readInput() : '');
  if (repeat === 0) {
    assert.equal(printOutcome(await outcomeOf(runOnce)), printOutcome(outcome), 'two runs differ');
    checkFiles(outcome);
  }
  return classOf(outcome);
}

/** Runs a request as the container does: the request itself is one of those that exist. */
async function runRequest(
  object: KubernetesObject,
  { platforms, others }: Pick<(typeof seeds)[number], 'platforms' | 'others'>,
): Promise<Delivered> {
  checkQuickly(object);
  const requests = [
    ...platforms,
    ...existingObjects([...others, object]).map((each) => toExistingRequest(each)),
  ];
  return configure(object, { requests: { listRequests: async () => requests }, charts });
}

/** Reads object.yaml as the container does. */
function readText(text: string): unknown {
  const value = parseStoredYaml(withoutManagedFields(text));
  const quick = attempt(() => parseQuickly(text));
  if (quick !== undefined) assert.deepStrictEqual(quick, value, 'the quick parser gives another value');
  return value;
}

/** Checks that the quick program accepts nothing that the complete program refuses. */
function checkQuickly({ kind, spec = {} }: KubernetesObject): void {
  const schemaOf = (all: readonly PromiseDefinition[]) =>
    all.find((definition) => definition.kind === kind)?.schema();
  const accepted = attempt(() => schemaOf(quickDefinitions)?.safeParse(spec).data);
  if (accepted === undefined) return;
  assert.deepStrictEqual(accepted, schemaOf(definitions)?.safeParse(spec).data, 'the quick check differs');
}

function attempt<Result>(step: () => Result): Result | undefined {
  try {
    return step();
  } catch (error) {
    assert.match((error as Error).message, /^Not (?:accepted by the quick check|in plain form)$/);
    return undefined;
  }
}
