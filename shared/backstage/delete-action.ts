import {
  type ActionOptions,
  type ActionRun,
  accessOf,
  contextOf,
  type FieldSchema,
  type KeyInput,
  keyInput,
  keyOf,
  report,
  text,
} from './action-run.ts';
import { checkDeletion, deleteRequest } from './delete-request.ts';
import { InputError } from './kubernetes-proxy.ts';
import { printReleases } from './print-releases.ts';

/** Input of the action. */
export interface DeleteInput extends KeyInput {
  /** Name of the request again; empty to only see what would be removed. */
  readonly confirmation?: string;
}

/** Returns the scaffolder action `infraforge:delete`, which deletes a request and waits until it is gone. */
export function deleteAction(options: ActionOptions) {
  const input: Readonly<Record<keyof DeleteInput, FieldSchema>> = {
    ...keyInput,
    confirmation: (zod) => zod.string().optional(),
  };
  return {
    id: 'infraforge:delete',
    description: 'Deletes a request and waits until it is gone',
    supportsDryRun: true,
    schema: { input, output: { message: text, releases: text } },
    async handler(run: ActionRun<DeleteInput, 'message' | 'releases'>): Promise<void> {
      const { confirmation = '', name } = run.input;
      const key = keyOf(run.input, options.kinds);
      if (confirmation !== '' && confirmation !== name)
        throw new InputError(`confirmation: Differs from the name of the request; enter "${name}"`);
      const context = contextOf(options);
      const access = await accessOf(await run.getInitiatorCredentials(), options);
      const deletion = await checkDeletion(key, access, context);
      const releases = printReleases(deletion.releases);
      for (const release of releases) run.logger.info(`Removes ${release}`);
      run.output('releases', releases.join('\n'));
      if (deletion.refusal !== undefined) throw new InputError(deletion.refusal);
      const isPreview = run.isDryRun === true || confirmation === '';
      const answer = isPreview
        ? `Nothing is deleted yet; enter "${name}" as the confirmation to delete the request`
        : await deleteRequest(key, deletion.uid, context);
      report(run, answer);
    },
  };
}
