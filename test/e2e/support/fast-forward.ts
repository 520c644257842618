import { clockAnnotation } from '../../../pipelines/stand-in/kratix/due.ts';
import type { ResourceRequest } from '../../../pipelines/stand-in/kratix/promise-object.ts';
import { requestPath, type Scenario } from './scenario.ts';

interface Waiting {
  readonly kratix?: {
    readonly workflows?: { readonly pipelines?: readonly { readonly nextRetryAt?: string }[] };
  };
}

/**
 * Sets the clock of a request to its next retry, if it has one and the stand-in runs it. Kratix itself has no such
 * clock: there the scenario waits.
 */
export async function fastForward({ api, platform }: Scenario, object: object): Promise<void> {
  if (platform.hasKratix) return;
  const path = requestPath(object as ResourceRequest);
  // a slow scenario meets a request whose retry has removed it already
  const found = await api.find<ResourceRequest>(path);
  const time = (found?.status as Waiting | undefined)?.kratix?.workflows?.pipelines?.[0]?.nextRetryAt;
  if (time !== undefined) await api.merge(path, { metadata: { annotations: { [clockAnnotation]: time } } });
}
