import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { definitions } from '../../../../promises/index.ts';
import { UsageError } from '../../../../shared/errors.ts';
import { packageCharts } from '../../../charts/charts.ts';

/** What was made, and what a person does next. */
export interface NewPromise {
  /** Paths of the new files. */
  readonly files: readonly string[];
  readonly next: string;
}

/** Where a Promise is made. */
export interface NewPromiseFolders {
  /** Folder of the Promises. */
  readonly promises: string;
  /** Folder of the files that it begins with. */
  readonly templates: string;
}

/** Single dashes, as the path segments of an OCI repository have them; a letter first, because it becomes a name in code. */
const nameGrammar = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;

/** Kratix makes names of at most 60 characters from the Promise's, its workflow's and its pipeline's. */
const longestName = 60 - '-resource-configure-configure'.length;

/** Words of JavaScript that a definition cannot be called (ECMA-262, reserved words). */
const reservedWords =
  'arguments await break case catch class const continue debugger default delete do else enum eval export extends false finally for function if implements import in instanceof interface let new null package private protected public return static super switch this throw true try typeof undefined var void while with yield definitions services'.split(
    ' ',
  );

/**
 * Begins a Promise: its definition, its chart, an accepted and a refused case. Everything else is derived.
 *
 * @throws UsageError where the name is not legal or taken: then nothing is made
 */
export async function newPromise(name: string, folders: NewPromiseFolders): Promise<NewPromise> {
  const words = wordsOf(name);
  checkLegal(name);
  await checkFree(name, { ...folders, kind: words.Kind });
  const files = [
    ...copyTemplates(join(folders.templates, 'promise'), { to: join(folders.promises, name), words }),
  ];
  return { files, next: nextSteps(name, words.Kind) };
}

type Words = ReturnType<typeof wordsOf>;

function wordsOf(name: string) {
  const Kind = name.replace(/(?:^|-)([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
  const camel = name.replace(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
  return { name, Kind, camel, title: name.replaceAll('-', ' '), plural: pluralOf(Kind.toLowerCase()) };
}

/** English, as far as plurals of CRDs go: proxies, mailboxes, queues. */
function pluralOf(word: string): string {
  if (/[^aeiou]y$/.test(word)) return `${word.slice(0, -1)}ies`;
  return /(s|x|z|ch|sh)$/.test(word) ? `${word}es` : `${word}s`;
}

function checkLegal(name: string): void {
  if (!nameGrammar.test(name) || name.length > longestName) {
    const rule = `lower-case letters, digits and single dashes, a letter first, at most ${longestName} characters`;
    throw new UsageError(`"${name}" cannot be the name of a Promise: ${rule}, such as message-board`);
  }
  if (reservedWords.includes(name)) {
    throw new UsageError(
      `"${name}" cannot be the name of a Promise: it is a word of JavaScript or of the generated lists`,
    );
  }
}

async function checkFree(
  name: string,
  { promises, kind }: { promises: string; kind: string },
): Promise<void> {
  if (!existsSync(promises)) throw new UsageError(`There is no folder "${promises}": run this in a checkout`);
  const folder = join(promises, name);
  if (existsSync(join(folder, 'service.ts'))) {
    const detail =
      'a service gets a Promise of its own by a promise.ts that a person writes; this cannot begin one yet';
    throw new UsageError(`"${folder}" holds a service: ${detail}`);
  }
  if (existsSync(folder)) throw new UsageError(`"${folder}" exists already`);
  const owner = definitions.find((definition) => definition.kind.toLowerCase() === kind.toLowerCase());
  if (owner !== undefined)
    throw new UsageError(`Kind "${owner.kind}" belongs to the Promise "${owner.name}"`);
  const charts = await packageCharts(promises);
  if (charts.some((chart) => chart.name === name)) {
    throw new UsageError(`There is a chart "${name}" already: give the Promise another name`);
  }
}

function copyTemplates(from: string, { to, words }: { to: string; words: Words }): string[] {
  const templates = readdirSync(from, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.template'))
    .sort();
  return templates.map((path) => {
    const file = join(to, path.slice(0, -'.template'.length));
    const text = readFileSync(join(from, path), 'utf8');
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, fillIn(text, words));
    return file;
  });
}

function fillIn(text: string, words: Words): string {
  return text.replace(/%(name|Kind|camel|title|plural)%/g, (_, word: keyof Words) => words[word]);
}

function nextSteps(name: string, kind: string): string {
  return `Next:
  1. Say in promises/${name}/promise.ts what a ${kind} offers, and in its chart how that runs
  2. Write the two requests under promises/${name}/cases: one that is delivered, one that is refused
  3. make generate golden, and read the diff: the CRD, the reference page, and what comes of the requests
  4. make test verify-charts`;
}
