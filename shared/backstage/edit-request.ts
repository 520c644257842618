import { awaitAnswer, type RequestContext } from './await-answer.ts';
import { callApiServer, InputError, type RequestObject } from './kubernetes-proxy.ts';
import { mergeChanges } from './merge-changes.ts';
import { pathOf, type RequestKey } from './request-path.ts';
import { type Access, readStored } from './stored-request.ts';

/** Annotation with the user who last changed a request in Backstage. */
const changedBy = 'infraforge.io/changed-by';

/** State of a request in which a form was opened. */
export interface Opened {
  readonly uid: string;
  /** Changes with the spec, but not with the status, unlike `resourceVersion`. */
  readonly generation: number;
  /** Fields of the spec that the form shows. */
  readonly spec: unknown;
}

/** Change of a request. */
export interface Edit extends RequestKey {
  readonly opened: Opened;
  /** Fields of the spec as the user left them. */
  readonly spec: unknown;
  readonly isDryRun: boolean;
}

/**
 * Replaces a request, unless another user changed it after the form was opened, and waits for the answer to it. Fields,
 * labels and annotations that the form does not show stay.
 *
 * @returns the message of the answer, or of the request that has no answer yet
 * @throws InputError with one line for each problem, NotAllowedError for the request of another team
 */
export async function editRequest(edit: Edit, access: Access, context: RequestContext): Promise<string> {
  await replace({ ...edit, isDryRun: true }, access, context);
  if (edit.isDryRun) return 'The API server accepts the change; a dry run stores nothing';
  const stored = await replace(edit, access, context);
  return awaitAnswer(stored, pathOf(edit), context);
}

/** Number of attempts: the pipeline may write the status between reading and replacing. */
const attempts = 5;

async function replace(edit: Edit, access: Access, context: RequestContext): Promise<RequestObject> {
  const { opened, spec, isDryRun } = edit;
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const { status: _, ...stored } = await readStored(edit, access, context);
    const { uid, generation, annotations } = stored.metadata;
    if (uid !== opened.uid || generation !== opened.generation) break;
    const user = access.caller?.userEntityRef;
    const metadata = {
      ...stored.metadata,
      annotations: { ...annotations, ...(user === undefined ? {} : { [changedBy]: user }) },
    };
    const object = {
      ...stored,
      metadata,
      spec: mergeChanges({ opened: opened.spec, edited: spec, stored: stored.spec }),
    };
    const answer = await callApiServer(context.proxy, {
      method: 'PUT',
      path: pathOf(edit),
      isDryRun,
      object,
    });
    if (answer.outcome === 'object') return answer.object;
  }
  throw new InputError(`Another user changed ${edit.name} since you opened the form; open it again`);
}
