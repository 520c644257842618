import type { Delivered } from '../../../../shared/kratix/outcome.ts';
import type { KubernetesObject } from '../../../../shared/kubernetes-object.ts';
import { printRequest } from '../../../../shared/release/request-reference.ts';
import { toExistingRequest } from '../../../configure/to-existing-request.ts';
import type { EmbeddedRegistry } from '../../../stand-in/embedded-registry.ts';
import type { GitStateStore } from '../../../stand-in/kratix/git-state-store.ts';
import type { LocalPlatform, Step } from '../../../stand-in/local/local-platform.ts';
import type { Terminal } from '../../terminal.ts';
import { indented, printDiff, printDuration, printFile } from './demo-print.ts';
import { hastyRequest, readHastyRequest } from './demo-requests.ts';
import { printTree } from './print-tree.ts';

/** What the scenes of the demo share. */
export interface Stage {
  readonly terminal: Terminal;
  readonly store: GitStateStore;
  readonly platform: LocalPlatform;
}

/** Begins a scene. */
export function heading(text: string, { print, paint }: Terminal): void {
  print(`\n${paint('bold', text)}`);
}

/** The requests are applied, and the state store that comes of them is shown. */
export async function applyExamples(
  examples: readonly KubernetesObject[],
  stage: Stage,
  registry: EmbeddedRegistry,
): Promise<Delivered[]> {
  heading('Requests become commits', stage.terminal);
  const before = registry.requests.length;
  const delivered: Delivered[] = [];
  for (const request of examples) {
    const step = await stage.platform.apply(request);
    tell(request, step, stage);
    delivered.push(expectDelivered(step));
  }
  const pulls = registry.requests.slice(before).filter((request) => request.includes('/manifests/'));
  stage.terminal.print(`  Charts pulled over HTTP on the way: ${pulls.map(chartOfPull).join(', ')}\n`);
  stage.terminal.print(indented(printTree(await stage.store.listFiles()).split('\n')));
  return delivered;
}

/** `GET /v2/charts/redis/manifests/1.2.3` is the pull of `redis 1.2.3`. */
function chartOfPull(request: string): string {
  return request.replace(/^.*\/([^/]+)\/manifests\/(.*)$/, '$1 $2');
}

/** Values and Application of one release. */
export function lookAtOne({ files }: Delivered, { terminal }: Stage): void {
  const scenes = [
    [
      'values.yaml',
      'What Helm gets: each value that is not the default of the chart says which layer set it',
    ],
    [
      'application.yaml',
      'What Argo CD gets: the chart pinned by digest, and the values from the state store',
    ],
  ] as const;
  for (const [name, text] of scenes) {
    const [path, content] = [...files].find(([file]) => file.endsWith(`/${name}`)) ?? [name, ''];
    heading(text, terminal);
    terminal.print(`  ${terminal.paint('dim', path)}\n`);
    terminal.print(printFile(content, terminal.paint));
  }
}

/** One field of a request is changed, and one file differs. */
export async function changeOneField(request: KubernetesObject, stage: Stage): Promise<void> {
  const { terminal, store, platform } = stage;
  heading('One field changes: one more replica', terminal);
  const before = await store.head();
  const step = await platform.apply(request);
  expectDelivered(step);
  tell(request, step, stage);
  const changed = await store.changedFiles(before);
  if (changed.length !== 1) throw new Error(`One field changed ${changed.length} files`);
  terminal.print(`${printDiff(await store.diff(before), terminal.paint)}`);
}

/** Runs the same requests again: the same bytes, and therefore no commit. */
export async function runAgain(requests: readonly KubernetesObject[], { terminal, store, platform }: Stage) {
  heading('Every request runs again', terminal);
  const before = await store.countCommits();
  const start = performance.now();
  for (const request of requests) expectDelivered(await platform.runAgain(request));
  const commits = (await store.countCommits()) - before;
  if (commits !== 0) throw new Error(`The same requests made ${commits} commits`);
  const duration = printDuration(performance.now() - start);
  terminal.print(`  ${requests.length} requests in ${duration}: the same bytes, so nothing is committed`);
}

/** A request that cannot be delivered is answered with everything that is wrong with it. */
export async function refuseOne(stage: Stage): Promise<void> {
  const { terminal, store, platform } = stage;
  heading('A request with mistakes is refused', terminal);
  terminal.print(`${printFile(hastyRequest, terminal.paint)}\n`);
  const before = await store.head();
  const request = readHastyRequest();
  const step = await platform.apply(request);
  if (step.outcome?.outcome !== 'refused') throw new Error('The request with mistakes was not refused');
  if ((await store.head()) !== before) throw new Error('The refused request changed the state store');
  tell(request, step, stage);
  for (const { path, message } of step.outcome.status.failure.problems) {
    terminal.print(`      ${terminal.paint('cyan', path)}: ${message}`);
  }
  terminal.print(
    '  The answer stands on the object (kubectl get, status.failure); the state store is untouched',
  );
}

/** A request is deleted, and its files with it. */
export async function deleteOne(request: KubernetesObject, stage: Stage): Promise<void> {
  const { terminal, store, platform } = stage;
  heading('A request is deleted', terminal);
  const before = await store.head();
  tell(request, await platform.delete(request), stage);
  const gone = await store.changedFiles(before);
  if (gone.length === 0 || gone.some(({ change }) => change !== 'deleted')) {
    throw new Error('The deletion did not take the files of the request, and nothing else, away');
  }
  terminal.print(indented(gone.map(({ path }) => terminal.paint('red', `- ${path}`))));
}

function tell(request: KubernetesObject, step: Step, { terminal }: Stage): void {
  const { print, paint } = terminal;
  const { outcome, commit, milliseconds } = step;
  const isDelivered = outcome === undefined || outcome.outcome === 'delivered';
  const sign = isDelivered ? paint('green', '✓') : paint('red', '✗');
  const said = isDelivered ? (outcome?.status['message'] ?? 'deleted') : outcome.status.failure.reason;
  const where = commit === undefined ? 'no commit' : `commit ${commit.slice(0, 7)}`;
  print(`  ${sign} ${printRequest(toExistingRequest(request))}: ${said}`);
  print(`    ${paint('dim', `${printDuration(milliseconds)}, ${where}`)}`);
}

function expectDelivered({ outcome }: Step): Delivered {
  if (outcome?.outcome === 'delivered') return outcome;
  throw new Error(`An example was not delivered: ${outcome?.status.failure.message ?? 'no run'}`);
}
