import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { definitions } from '../../../../promises/index.ts';
import { services } from '../../../../promises/services.ts';
import { UsageError } from '../../../../shared/errors.ts';
import { choicesHint, nearest } from '../../../../shared/nearest.ts';
import { findService } from '../../../../shared/service/find-service.ts';
import { packageCharts } from '../../../charts/charts.ts';

/** Result of a scaffold. */
export interface NewPromise {
  /** Paths of the new files. */
  readonly files: readonly string[];
  /** Instructions for the author. */
  readonly next: string;
}

/** Options of a scaffold. */
export interface NewPromiseOptions {
  /** Folder of the Promises. */
  readonly promises: string;
  /** Folder of the templates. */
  readonly templates: string;
  /** Kind of the workload. Defaults to Deployment. */
  readonly kind?: string;
  /** True for a platform service with an operator, instead of a Promise with a workload. */
  readonly service?: boolean;
}

/** Lower-case words with single dashes, as in the path of an OCI repository, starting with a letter, as an identifier does. */
const nameGrammar = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;

/** Kratix joins the names of the Promise, its workflow and its pipeline in at most 60 characters. */
const maxNameLength = 60 - '-resource-configure-configure'.length;

/** Reserved words of JavaScript (ECMA-262) and names of the generated lists. */
const reservedWords =
  'arguments await break case catch class const continue debugger default delete do else enum eval export extends false finally for function if implements import in instanceof interface let new null package private protected public return static super switch this throw true try typeof undefined var void while with yield definitions service services'.split(
    ' ',
  );

/** Promise whose cases include every service. */
const servicesPromise = 'platform-application-claim';

/**
 * Writes the files that an author starts from: the definition, the chart and the cases. `make generate golden` derives
 * the rest.
 *
 * @throws UsageError if the name is invalid or taken, or the kind is unsupported; nothing is written then
 */
export async function newPromise(name: string, options: NewPromiseOptions): Promise<NewPromise> {
  const { promises, templates, service = false } = options;
  checkName(name);
  const words = { ...readParts(templates), ...deriveWords(name) };
  if (service) checkType(name);
  await checkAvailable(name, { promises, kind: words.Kind });
  const folder = join(promises, name);
  const sources: readonly (readonly [string, string])[] = service
    ? [
        ['common', folder],
        ['service', folder],
        ['service-case', join(promises, servicesPromise, 'cases', `service-${name}`)],
      ]
    : [
        ['common', folder],
        ['workload', folder],
        [join('kinds', supportedKind(options)), folder],
      ];
  const files = sources.flatMap(([source, to]) => copyTemplates(join(templates, source), { to, words }));
  return { files: files.toSorted(), next: service ? serviceSteps(name) : promiseSteps(name, words.Kind) };
}

type Words = Readonly<Record<string, string>>;

function deriveWords(name: string) {
  const Kind = name.replace(/(?:^|-)([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
  const camel = name.replace(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
  const title = name.replaceAll('-', ' ');
  const Title = title.replace(/^./, (letter) => letter.toUpperCase());
  return { name, Kind, camel, title, Title, plural: toPlural(Kind.toLowerCase()) };
}

/** Returns the English plural for a CRD: proxies, mailboxes, queues. */
function toPlural(word: string): string {
  if (/[^aeiou]y$/.test(word)) return `${word.slice(0, -1)}ies`;
  return /(s|x|z|ch|sh)$/.test(word) ? `${word}es` : `${word}s`;
}

/** Returns the passages that several templates share, by name. */
function readParts(templates: string): Words {
  const folder = join(templates, 'parts');
  return Object.fromEntries(
    readdirSync(folder).map((file) => [
      file.slice(0, -'.template'.length),
      readFileSync(join(folder, file), 'utf8').trimEnd(),
    ]),
  );
}

function checkName(name: string): void {
  if (!nameGrammar.test(name) || name.length > maxNameLength) {
    const rule = `use at most ${maxNameLength} lower-case letters, digits and single dashes, starting with a letter`;
    throw new UsageError(`Invalid name "${name}"; ${rule}, such as message-board`);
  }
  if (reservedWords.includes(name)) {
    throw new UsageError(`Invalid name "${name}": a reserved word of JavaScript or of the generated lists`);
  }
}

/** @throws UsageError for a type, or an alias of a type, that another service has */
function checkType(name: string): void {
  const owner = findService(services, name);
  if (owner === undefined) return;
  throw new UsageError(`Type "${name}" belongs to the service "${owner.type}"; use another name`);
}

/** Returns the kind as its templates spell it. */
function supportedKind({ templates, kind = 'Deployment' }: NewPromiseOptions): string {
  const kinds = readdirSync(join(templates, 'kinds')).toSorted();
  const supported = kinds.find((candidate) => candidate.toLowerCase() === kind.toLowerCase());
  if (supported !== undefined) return supported;
  const near = nearest(kind, kinds);
  const hint = choicesHint(near, { label: 'supported', choices: kinds.join(', ') });
  throw new UsageError(
    `Unsupported kind "${kind}"${hint}. For another kind, start with one of them and replace its file in chart/templates`,
  );
}

async function checkAvailable(
  name: string,
  { promises, kind }: { promises: string; kind: string },
): Promise<void> {
  if (!existsSync(promises))
    throw new UsageError(`No folder "${promises}"; run this command in a checkout of the project`);
  const folder = join(promises, name);
  if (existsSync(join(folder, 'service.ts'))) throw new UsageError(`The service "${name}" already exists`);
  if (existsSync(folder)) throw new UsageError(`"${folder}" already exists`);
  const owner = definitions.find((definition) => definition.kind.toLowerCase() === kind.toLowerCase());
  if (owner !== undefined) {
    throw new UsageError(`Kind "${owner.kind}" belongs to the Promise "${owner.name}"; use another name`);
  }
  const charts = await packageCharts(promises);
  if (charts.some((chart) => chart.name === name)) {
    throw new UsageError(`A chart "${name}" already exists; use another name`);
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

/** Replaces the placeholders of a template, then those in the parts that replaced them. */
function fillIn(text: string, words: Words): string {
  const replacePlaceholders = (template: string): string =>
    template.replace(/%([A-Za-z]+)%/g, (found, word: string) => words[word] ?? found);
  return replacePlaceholders(replacePlaceholders(text));
}

function promiseSteps(name: string, kind: string): string {
  return `Next:
  1. Change the fields of a ${kind} in promises/${name}/promise.ts, and what they set in its chart
  2. Change the requests in promises/${name}/cases: every-field sets each field, refused must be refused
  3. make generate golden, and read the diff: the CRD, the reference page and the output of the cases
  4. make test verify-charts`;
}

function serviceSteps(name: string): string {
  return `Next:
  1. Add the operator to promises/operators.ts, and set it, the versions and the connection in promises/${name}/service.ts
  2. Replace the custom resource in promises/${name}/chart/templates with that of the operator
  3. Change the requests in promises/${name}/cases: every-field sets each field, refused must be refused
  4. make generate golden, and read the diff: the CRDs, SERVICES.md and the output of the cases
  5. Add the operator's CRD to test/verify/crds, then make test verify-charts`;
}
