import {
  type ActionOptions,
  type ActionRun,
  accessOf,
  contextOf,
  type FieldSchema,
  type FormInput,
  formInput,
  type KeyInput,
  keyInput,
  keyOf,
  readForm,
  report,
  text,
} from './action-run.ts';
import { changesOf } from './changes.ts';
import { isEqual } from './deep-equal.ts';
import { editRequest, type Opened } from './edit-request.ts';
import { InputError } from './kubernetes-proxy.ts';

/** Input of the action. */
export interface EditInput extends KeyInput, FormInput {
  readonly opened: Opened;
}

/** Returns the scaffolder action `infraforge:edit`, which changes a request and waits for the answer to it. */
export function editAction(options: ActionOptions) {
  const input: Readonly<Record<keyof EditInput, FieldSchema>> = {
    ...keyInput,
    opened: (zod) =>
      zod.object({
        uid: zod.string(),
        generation: zod.number(),
        spec: zod.record(zod.string(), zod.any()),
      }),
    ...formInput,
  };
  return {
    id: 'infraforge:edit',
    description: 'Changes a request and waits for the answer to it',
    supportsDryRun: true,
    schema: { input, output: { message: text, changes: text } },
    async handler(run: ActionRun<EditInput, 'message' | 'changes'>): Promise<void> {
      const key = keyOf(run.input, options.kinds);
      const { opened } = run.input;
      const spec = readForm(run.input);
      if (isEqual(opened.spec, spec))
        throw new InputError('Nothing differs from the request; change a field');
      const changes = changesOf(opened.spec, spec);
      for (const change of changes) run.logger.info(change);
      run.output('changes', changes.join('\n'));
      const answer = await editRequest(
        { ...key, opened, spec, isDryRun: run.isDryRun === true },
        await accessOf(await run.getInitiatorCredentials(), options),
        contextOf(options),
      );
      report(run, answer);
    },
  };
}
