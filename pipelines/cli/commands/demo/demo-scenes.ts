import { dirname } from 'node:path';
import type { Delivered } from '../../../../shared/kratix/outcome.ts';
import type { KubernetesObject } from '../../../../shared/kubernetes-object.ts';
import { printRequest } from '../../../../shared/release/request-reference.ts';
import { toExistingRequest } from '../../../configure/to-existing-request.ts';
import type { EmbeddedRegistry } from '../../../stand-in/embedded-registry.ts';
import type { GitStateStore } from '../../../stand-in/kratix/git-state-store.ts';
import type { LocalPlatform, Step } from '../../../stand-in/local/local-platform.ts';
import type { Terminal } from '../../terminal.ts';
import { indented, printDiff, printDuration, printFile } from './demo-print.ts';
import { crossTenantRequest, invalidRequest, readRequest, readTenantsPlatform } from './demo-requests.ts';
import { printTree } from './print-tree.ts';

/** Terminal, state store and platform of a demo. */
export interface Stage {
  readonly terminal: Terminal;
  readonly store: GitStateStore;
  readonly platform: LocalPlatform;
}

/** Prints the title of a scene. */
export function heading(text: string, { print, paint }: Terminal): void {
  print(`\n${paint('bold', text)}`);
}

/** Applies the requests and shows the state store. */
export async function applyExamples(
  examples: readonly KubernetesObject[],
  stage: Stage,
  registry: EmbeddedRegistry,
): Promise<Delivered[]> {
  heading('2. Apply the example requests: each becomes one commit', stage.terminal);
  const before = registry.requests.length;
  const delivered: Delivered[] = [];
  for (const request of examples) {
    const step = await stage.platform.apply(request);
    showStep(request, step, stage);
    delivered.push(expectDelivered(step));
  }
  const pulls = registry.requests.slice(before).filter((request) => request.includes('/manifests/'));
  stage.terminal.print(`  Charts pulled from the registry: ${pulls.map(describePull).join(', ')}\n`);
  stage.terminal.print(indented(printTree(await stage.store.listFiles()).split('\n')));
  return delivered;
}

/** Returns the chart of a pull: `GET /v2/charts/redis/manifests/1.0.0` is `redis 1.0.0`. */
function describePull(request: string): string {
  return request.replace(/^.*\/([^/]+)\/manifests\/(.*)$/, '$1 $2');
}

/** Shows the values and the Application of one release. */
export function showRelease({ files }: Delivered, { terminal }: Stage): void {
  const scenes = [
    ['values.yaml', '3. Look at the values for Helm: a comment names the layer that set a value'],
    [
      'application.yaml',
      '4. Look at the Argo CD Application: the chart by digest, with the values of the request',
    ],
  ] as const;
  for (const [name, text] of scenes) {
    const [path, content] = [...files].find(([file]) => file.endsWith(`/${name}`)) ?? [name, ''];
    heading(text, terminal);
    terminal.print(`  ${terminal.paint('dim', path)}\n`);
    terminal.print(printFile(content, terminal.paint));
  }
}

/** Changes one field of a request; the files of one release change. */
export async function changeOneField(request: KubernetesObject, stage: Stage): Promise<void> {
  const { terminal, store, platform } = stage;
  heading('5. Change one field: one more replica', terminal);
  const before = await store.head();
  const step = await platform.apply(request);
  expectDelivered(step);
  showStep(request, step, stage);
  const folders = new Set((await store.changedFiles(before)).map(({ path }) => dirname(path)));
  if (folders.size !== 1) throw new Error(`One field changed ${folders.size} folders`);
  terminal.print(`${printDiff(await store.diff(before), terminal.paint)}`);
}

/** Runs the same requests again, which makes no commit. */
export async function runAgain(requests: readonly KubernetesObject[], { terminal, store, platform }: Stage) {
  heading('6. Run every request again', terminal);
  const before = await store.countCommits();
  const start = performance.now();
  for (const request of requests) expectDelivered(await platform.runAgain(request));
  const commits = (await store.countCommits()) - before;
  if (commits !== 0) throw new Error(`The same requests made ${commits} commits`);
  const duration = printDuration(performance.now() - start);
  terminal.print(
    `  ${requests.length} requests in ${duration}: the output is identical, so there is no commit`,
  );
}

/** Applies an invalid request; the result lists every problem. */
export async function showRefusal(stage: Stage): Promise<void> {
  heading('7. Apply a request with mistakes: it is refused, and every problem is listed', stage.terminal);
  await expectRefusal(invalidRequest, stage);
  stage.terminal.print(
    '  On a cluster, the request has this list in status.failure. The state store is unchanged.',
  );
}

/** Declares a platform with two tenants, and refuses a request of one for a namespace of the other. */
export async function showTenants(example: KubernetesObject, stage: Stage): Promise<void> {
  heading('8. Share a platform: a team cannot deliver into the namespace of another team', stage.terminal);
  const platform = readTenantsPlatform(example);
  const step = await stage.platform.apply(platform);
  expectDelivered(step);
  showStep(platform, step, stage);
  await expectRefusal(crossTenantRequest, stage);
}

/** Shows a request, applies it, and prints the problems for which it is refused. */
async function expectRefusal(text: string, stage: Stage): Promise<void> {
  const { terminal, store, platform } = stage;
  terminal.print(`${printFile(text, terminal.paint)}\n`);
  const before = await store.head();
  const request = readRequest(text);
  const step = await platform.apply(request);
  if (step.outcome?.outcome !== 'refused') throw new Error('The request was not refused');
  if ((await store.head()) !== before) throw new Error('The refused request changed the state store');
  showStep(request, step, stage);
  for (const { path, message } of step.outcome.status.failure.problems) {
    terminal.print(`      ${terminal.paint('cyan', path)}: ${message}`);
  }
}

/** Deletes a request, which removes its files. */
export async function showDeletion(request: KubernetesObject, stage: Stage): Promise<void> {
  const { terminal, store, platform } = stage;
  heading('9. Delete a request: its files are removed', terminal);
  const before = await store.head();
  showStep(request, await platform.delete(request), stage);
  const changed = await store.changedFiles(before);
  if (changed.length === 0 || changed.some(({ change }) => change !== 'deleted')) {
    throw new Error('The deletion did not remove exactly the files of the request');
  }
  terminal.print(indented(changed.map(({ path }) => terminal.paint('red', `- ${path}`))));
}

function showStep(request: KubernetesObject, step: Step, { terminal }: Stage): void {
  const { print, paint } = terminal;
  const { outcome, commit, milliseconds } = step;
  const isDelivered = outcome === undefined || outcome.outcome === 'delivered';
  const sign = isDelivered ? paint('green', '✓') : paint('red', '✗');
  const result = isDelivered ? (outcome?.status['message'] ?? 'deleted') : outcome.status.failure.reason;
  const where = commit === undefined ? 'no commit' : `commit ${commit.slice(0, 7)}`;
  print(`  ${sign} ${printRequest(toExistingRequest(request))}: ${result}`);
  // The pipeline does not run for a deletion.
  const duration = outcome === undefined ? [] : [printDuration(milliseconds)];
  print(`    ${paint('dim', [...duration, where].join(', '))}`);
}

function expectDelivered({ outcome }: Step): Delivered {
  if (outcome?.outcome === 'delivered') return outcome;
  throw new Error(`An example was not delivered: ${outcome?.status.failure.message ?? 'no run'}`);
}
