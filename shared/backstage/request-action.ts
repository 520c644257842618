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
import { InputError } from './kubernetes-proxy.ts';
import { checkRequest, sendRequest } from './send-request.ts';
import { type Conversions, specOfForm } from './spec-of-form.ts';

/** Input of the action. */
export interface RequestInput extends KeyInput {
  readonly spec: Readonly<Record<string, unknown>>;
  readonly form?: Conversions;
}

/** Returns the scaffolder action `infraforge:request`, which sends a request and waits for the answer to it. */
export function requestAction({ proxy, kinds, sleep }: Pick<ActionOptions, 'proxy' | 'kinds' | 'sleep'>) {
  const input: Readonly<Record<keyof RequestInput, FieldSchema>> = {
    ...keyInput,
    spec: (zod) => zod.record(zod.string(), zod.any()),
    form: conversionsInput,
  };
  return {
    id: 'infraforge:request',
    description: 'Sends a request to the platform and waits for the answer to it',
    supportsDryRun: true,
    schema: { input, output: { message: text } },
    async handler(run: Pick<ActionRun<RequestInput>, 'input' | 'user' | 'isDryRun' | 'logger' | 'output'>) {
      const key = keyOf(run.input, kinds);
      const { spec, problems } = specOfForm(run.input.spec, run.input.form ?? {});
      if (problems.length > 0) throw new InputError(problems.join('\n'));
      const request = { ...key, spec, user: run.user?.ref };
      const surroundings = { proxy, sleep, looks: patience };
      run.logger.info(
        JSON.stringify({ kind: key.kind.kind, name: key.name, namespace: key.namespace, spec }),
      );
      if (run.isDryRun) await checkRequest(request, surroundings);
      const answer = run.isDryRun
        ? 'The API server accepts the request; a dry run stores nothing'
        : await sendRequest(request, surroundings);
      run.logger.info(answer);
      run.output('message', answer);
    },
  };
}
