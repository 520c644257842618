import { checkPort } from '../cluster/reachable.ts';
import { step } from '../cluster/step.ts';
import { waitUntil } from '../cluster/wait-until.ts';
import { endAbandoned } from './abandoned.ts';
import { keepForward } from './keep-forward.ts';
import { connectPlatform, findGitServer } from './platform.ts';
import { bootstrapClaim, clusterTypeName } from './requests.ts';
import { Scenario } from './scenario.ts';

/** Milliseconds between two searches for Applications that removed requests have left. */
const sweepInterval = 10_000;

/**
 * Prepares the cluster of `E2E_CONTEXT` for all scenarios: checks that the platform is deployed, makes its Git server
 * reachable, and declares the cluster type of the scenarios. Returns the function that removes it from other clusters.
 */
export default async function setup(): Promise<() => Promise<void>> {
  if (process.env['E2E_SKIP']) return async () => undefined;
  const closeForward = await reachGit();
  const scenario = new Scenario(await connectPlatform());
  await step('the Promises accept requests', () =>
    scenario.platform.cluster.kubectl([
      'wait',
      '--for=condition=Available',
      '--timeout=120s',
      ...['bootstrap-claim', 'application-claim', 'platform-application-claim'].map(
        (name) => `promise/${name}`,
      ),
    ]),
  );
  const claim = await bootstrapClaim(scenario.platform);
  await step(`cluster type ${clusterTypeName}`, async () => {
    // without a wait for a run: an unchanged claim of an earlier run starts none
    await scenario.apply(claim);
    await scenario.waitForMessage(claim, /^Cluster type e2e declared/);
  });
  const sweep = setInterval(() => void endAbandoned(scenario.api).catch(() => undefined), sweepInterval);
  return async () => {
    clearInterval(sweep);
    if (process.env['E2E_WORK'] === undefined) await scenario.cleanUp();
    closeForward();
  };
}

/** Forwards the port of the Git server if its in-cluster name does not lead there from this machine. */
async function reachGit(): Promise<() => void> {
  const { cluster, url } = await findGitServer();
  const { hostname: host, port } = url;
  try {
    await checkPort({ host, port: Number(port || 443) });
    return () => undefined;
  } catch {
    const [service = '', namespace = ''] = host.split('.');
    if (!host.endsWith('.svc.cluster.local')) throw new Error(`The Git server ${host} cannot be reached`);
    const ended = new AbortController();
    void keepForward({ ...cluster, namespace, service, port }, ended.signal);
    await waitUntil({
      what: `port ${port} of ${service} is forwarded`,
      within: 30,
      probe: async () => {
        await checkPort({ host: '127.0.0.1', port: Number(port) });
        return true;
      },
    });
    process.env['E2E_GIT_RESOLVE'] = `${host}:${port}:127.0.0.1`;
    return () => ended.abort();
  }
}
