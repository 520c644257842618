import assert from 'node:assert/strict';
import { isRecord } from '../../shared/is-record.ts';
import { type Delivered, failedOutcome, type Outcome } from '../../shared/kratix/outcome.ts';
import { parseChartYaml } from '../../shared/yaml.ts';
import { plantedSecrets } from './mutate-tree.ts';

/** Folders of the state store that a delivery may write. */
const allowedPath = /^(?:environments|root-apps|appsets|operators|catalog)\/[a-z0-9-]+\/[A-Za-z0-9/_.-]+$/;

/** Characters that act on a terminal or hide text. */
const hiddenCharacter =
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/;

/** Maximum size of a status in characters; the API server stores objects of at most 1.5 MiB. */
const maxStatusSize = 700 * 1024;

/**
 * Returns the outcome of a run.
 *
 * @throws the error of the run if it is neither a refusal nor an outage, which is a defect
 */
export async function outcomeOf(run: () => Promise<Delivered>): Promise<Outcome> {
  try {
    return await run();
  } catch (error) {
    return failedOutcome(error);
  }
}

/**
 * Checks the rules of every outcome: paths stay in their folders, messages are printable, short and without the planted
 * secrets, and no built-in prototype has changed.
 *
 * @param input input of the run, which decides whether its secrets can be recognized
 * @throws AssertionError if a rule is broken
 */
export function checkOutcome(outcome: Outcome, input: unknown): void {
  checkPrototypes();
  const text = messagesOf(outcome);
  assert.ok(!hiddenCharacter.test(text.join('')), `a hidden character in a message: ${JSON.stringify(text)}`);
  checkSecrets(text.join('\n'), input);
  assert.ok(JSON.stringify(outcome.status).length < maxStatusSize, 'the status is too large');
  if (outcome.outcome !== 'delivered') return;
  for (const path of outcome.files.keys()) assert.match(path, allowedPath);
}

/** Keys that our own parser refuses, so that no request or chart has them. A changed object may have them. */
const refusedKeys = /__proto__|constructor|prototype/;

/** Checks that every file of a delivery is YAML that our own parser of charts accepts. */
export function checkFiles(outcome: Outcome): void {
  if (outcome.outcome !== 'delivered') return;
  for (const [path, content] of outcome.files) {
    if (refusedKeys.test(content)) continue;
    for (const document of content.split(/^---\n/m)) {
      assert.doesNotThrow(() => parseChartYaml(document, path), `${path} cannot be parsed`);
    }
  }
}

/** Prints an outcome completely, to compare two runs. */
export function printOutcome(outcome: Outcome): string {
  const files = outcome.outcome === 'delivered' ? [...outcome.files] : [];
  return JSON.stringify({ ...outcome, files });
}

/** Returns `delivered` or the reason of a failure. */
export function classOf(outcome: Outcome): string {
  return outcome.outcome === 'delivered' ? 'delivered' : outcome.status.failure.reason;
}

/** Checks that a text repeats no planted secret. */
export function checkSecrets(text: string, input: unknown): void {
  for (const [kind, start] of [
    ['password', 'planted-hunter2'],
    ['token', 'ghp_planted0'],
  ] as const) {
    if (!text.includes(start) || !isRecognizable(input, { kind, start, key: '' })) continue;
    assert.fail(`a message repeats the planted ${kind}: ${text.slice(0, 2_000)}`);
  }
}

function messagesOf({ status, ...outcome }: Outcome): string[] {
  const { message, warnings, failure } = status as { [key: string]: unknown };
  const problems = isRecord(failure) ? [failure['message'], JSON.stringify(failure['problems'])] : [];
  const control = 'control' in outcome ? [JSON.stringify(outcome.control)] : [];
  return [String(message), JSON.stringify(warnings), ...problems.map(String), ...control];
}

interface Planted {
  readonly kind: keyof typeof plantedSecrets;
  readonly start: string;
  /** Key or name that holds the value. */
  readonly key: string;
}

/** Returns true if each copy of a secret is complete and, for the password, where a password is expected. */
function isRecognizable(value: unknown, planted: Planted): boolean {
  const { kind, start, key } = planted;
  if (typeof value === 'string') {
    if (!value.includes(start)) return true;
    if (kind === 'token') return value === plantedSecrets.token;
    return value.startsWith('https://user:planted-hunter2-planted@') || /^(DB_)?PASSWORD$/i.test(key);
  }
  if (Array.isArray(value)) return value.every((item) => isRecognizable(item, { ...planted, key: '' }));
  if (!isRecord(value)) return true;
  return Object.entries(value).every(([name, inner]) => {
    if (name.includes(start)) return false;
    const isPair = name === 'value' && typeof value['name'] === 'string';
    return isRecognizable(inner, { ...planted, key: isPair ? String(value['name']) : name });
  });
}

const prototypes: readonly object[] = [
  Object.prototype,
  Array.prototype,
  Function.prototype,
  String.prototype,
  Number.prototype,
  Boolean.prototype,
  Map.prototype,
  Set.prototype,
  RegExp.prototype,
  Error.prototype,
  Promise.prototype,
];

const pristine = prototypes.map(describePrototype);

function describePrototype(prototype: object): Map<string | symbol, unknown> {
  return new Map(
    Reflect.ownKeys(prototype).map((key) => {
      const { value, get } = Object.getOwnPropertyDescriptor(prototype, key)!;
      return [key, value ?? get];
    }),
  );
}

function checkPrototypes(): void {
  prototypes.forEach((prototype, index) => {
    const known = pristine[index]!;
    const keys = Reflect.ownKeys(prototype);
    const changed = keys.find((key) => {
      const { value, get } = Object.getOwnPropertyDescriptor(prototype, key)!;
      return known.get(key) !== (value ?? get);
    });
    assert.equal(changed, undefined, 'a key of a built-in prototype has changed');
    assert.equal(keys.length, known.size, 'a built-in prototype has lost a key');
  });
}
