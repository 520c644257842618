import type { RequestError } from '../../../../shared/errors.ts';
import { isRecord } from '../../../../shared/is-record.ts';
import { notAnObject } from '../../../../shared/kratix/object.ts';
import { defaultNamespace } from '../../../../shared/release/names.ts';
import { parseRequestYaml, splitDocuments } from '../../../../shared/yaml.ts';
import { isOwnChart } from '../../../configure/allowed-charts.ts';
import type { Source } from '../render/read-sources.ts';
import { requestsIn } from '../render/request-files.ts';
import { type CheckOptions, createCheck, ownProblems } from './check.ts';
import { type Conversion, type Note, noteAction, noteChange } from './conversion.ts';
import { Draft, printItems, type Steps } from './draft.ts';
import { leaveOutProblems } from './leave-out-problems.ts';
import { countClusters, keepCluster } from './platform-forms.ts';
import { currentKind, reshape } from './reshape.ts';

/** Result of the conversion of one request. */
export interface Converted {
  /** Kind, namespace and name as the file has them. */
  readonly who: string;
  /** Requests of the current version as YAML; none if the request cannot be converted. */
  readonly documents: readonly string[];
  /** True if the request has the current version and nothing changed. */
  readonly isCurrent: boolean;
  readonly notes: readonly Note[];
}

/**
 * Converts the requests of a file.
 *
 * @throws RequestError if the file cannot be parsed or has no request
 */
export async function convertSource(source: Source, options: CheckOptions): Promise<Converted[]> {
  requestsIn(source);
  const converted: Converted[] = [];
  const texts = splitDocuments(source.text ?? '').flatMap(listedRequests);
  for (const [index, text] of texts.entries()) {
    const value = parseRequestYaml(text);
    const who = texts.length === 1 ? 'File' : `Object ${index + 1}`;
    converted.push(isRecord(value) ? await convertRequest(text, options) : leftOut(who, notAnObject(value)));
  }
  return converted;
}

/** Returns the items of a `kind: List` as documents, or the document itself; nothing for one with only comments. */
function listedRequests(text: string): string[] {
  const value = parseRequestYaml(text);
  if (value === null) return [];
  if (!isRecord(value) || value['kind'] !== 'List' || !Array.isArray(value['items'])) {
    return [text.replace(/^---[ \t]*\r?\n/, '')];
  }
  return printItems(text, value['items']);
}

/** Returns the result for a file or an object that cannot be converted. */
export function leftOut(who: string, { problems }: RequestError): Converted {
  const notes = problems.map(({ path, message }) => ({ path, text: message, needsAction: true }));
  return { who, documents: [], isCurrent: false, notes };
}

async function convertRequest(text: string, options: CheckOptions): Promise<Converted> {
  const check = createCheck(options);
  const first = startConversion(text);
  const who = printIdentity(first.draft);
  const leftOutClusters: Note[] = [];
  const drafts = Array.from({ length: countClusters(first) }, (_, index) => {
    const conversion = startConversion(text);
    if (countClusters(conversion) > 1 && !keepCluster(conversion, index)) {
      leftOutClusters.push(...conversion.notes);
      return [];
    }
    reshape(conversion);
    return [conversion];
  }).flat();
  const problems = options.platforms.length > 0 ? await check(first.draft) : ownProblems(first.draft);
  if (problems.length === 0 && drafts.every(({ notes }) => notes.length === 0)) {
    if (options.platforms.length === 0) noteForeignCharts(first);
    const documents = [text.endsWith('\n') ? text : `${text}\n`];
    return { who, documents, isCurrent: true, notes: first.notes };
  }
  const documents: string[] = [];
  for (const conversion of drafts) {
    removeServerFields(conversion);
    if (await leaveOutProblems(conversion, check)) documents.push(conversion.draft.toString());
  }
  const notes = withoutRepetition([...drafts.flatMap((draft) => draft.notes), ...leftOutClusters]);
  return { who, documents, isCurrent: false, notes };
}

/** Notes each third-party chart: only the platform decides whether a request may use it. */
function noteForeignCharts(conversion: Conversion): void {
  const { draft } = conversion;
  const lists = draft.keys(['spec']).map((name) => ['spec', name]);
  for (const list of lists) {
    for (let index = 0; index < draft.length(list); index++) {
      const steps = [...list, index, 'chart', 'name'];
      const name = draft.text(steps);
      if (name === undefined || isOwnChart(name)) continue;
      const remedy =
        'remove chart for the default, or ask the platform team to list it in BootstrapClaim spec.chartsRepository.allowed';
      noteAction(
        conversion,
        steps,
        `kept "${name}", which is not a chart of this project; ${remedy}; --platform checks it`,
      );
    }
  }
}

function startConversion(text: string): Conversion {
  const draft = new Draft(text);
  return { draft, kind: currentKind(draft.text(['kind']) ?? ''), notes: [] };
}

/** Fields that the API server writes. A request that is applied must not have them. */
const serverFields: readonly Steps[] = [
  ['status'],
  ...['creationTimestamp', 'generation', 'managedFields', 'resourceVersion', 'selfLink', 'uid'].map(
    (field): Steps => ['metadata', field],
  ),
  ['metadata', 'annotations', 'kubectl.kubernetes.io/last-applied-configuration'],
];

function removeServerFields(conversion: Conversion): void {
  for (const steps of serverFields) {
    if (conversion.draft.get(steps) === undefined) continue;
    noteChange(conversion, steps, 'removed, because the cluster writes it');
    conversion.draft.removeWithParents(steps);
  }
}

function printIdentity(draft: Draft): string {
  const name = draft.text(['metadata', 'name']) ?? '';
  const namespace = draft.text(['metadata', 'namespace']) ?? defaultNamespace;
  return `${draft.text(['kind']) ?? 'Object'} ${namespace}/${name}`;
}

/** Returns each note once: several requests that were one share many notes. */
function withoutRepetition(notes: readonly Note[]): Note[] {
  const seen = new Set<string>();
  return notes.filter(({ path, text }) => {
    const line = `${path}: ${text}`;
    const isNew = !seen.has(line);
    seen.add(line);
    return isNew;
  });
}
