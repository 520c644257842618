import {
  type ActionOptions,
  type ActionRun,
  conversionsInput,
  type FieldSchema,
  type KeyInput,
  keyInput,
  keyOf,
  patience,
  text,
} from './action-run.ts';
import { changesOf } from './changes.ts';
import { isEqual } from './deep-equal.ts';
import { editRequest, type Opened } from './edit-request.ts';
import { InputError } from './kubernetes-proxy.ts';
import { type Conversions, specOfForm } from './spec-of-form.ts';

/** Input of the action. */
export interface EditInput extends KeyInput {
  readonly opened: Opened;
  readonly spec: Readonly<Record<string, unknown>>;
  readonly form?: Conversions;
}

/** Returns the scaffolder action `infraforge:edit`, which changes a request and waits for the answer to it. */
export function editAction({ proxy, kinds, sleep, identify, administrators }: ActionOptions) {
  const input: Readonly<Record<keyof EditInput, FieldSchema>> = {
    ...keyInput,
    opened: (zod) =>
      zod.object({
        uid: zod.string(),
        generation: zod.number(),
        spec: zod.record(zod.string(), zod.any()),
      }),
    spec: (zod) => zod.record(zod.string(), zod.any()),
    form: conversionsInput,
  };
  return {
    id: 'infraforge:edit',
    description: 'Changes a request and waits for the answer to it',
    supportsDryRun: true,
    schema: { input, output: { message: text, changes: text } },
    async handler(run: ActionRun<EditInput, 'message' | 'changes'>): Promise<void> {
      const key = keyOf(run.input, kinds);
      const { opened } = run.input;
      const { spec, problems } = specOfForm(run.input.spec, run.input.form ?? {});
      if (problems.length > 0) throw new InputError(problems.join('\n'));
      if (isEqual(opened.spec, spec))
        throw new InputError('Nothing differs from the request; change a field');
      const changes = changesOf(opened.spec, spec);
      for (const change of changes) run.logger.info(change);
      run.output('changes', changes.join('\n'));
      const caller = await identify(await run.getInitiatorCredentials());
      const answer = await editRequest(
        { ...key, opened, spec, isDryRun: run.isDryRun === true },
        { caller, administrators },
        { proxy, sleep, looks: patience },
      );
      run.logger.info(answer);
      run.output('message', answer);
    },
  };
}
