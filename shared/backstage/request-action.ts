import {
  type ActionOptions,
  type ActionRun,
  contextOf,
  type FormInput,
  formInput,
  type KeyInput,
  keyInput,
  keyOf,
  readForm,
  report,
  text,
} from './action-run.ts';
import { checkRequest, sendRequest } from './send-request.ts';

/** Input of the action. */
export type RequestInput = KeyInput & FormInput;

/** Returns the scaffolder action `infraforge:request`, which sends a request and waits for the answer to it. */
export function requestAction(options: Pick<ActionOptions, 'proxy' | 'kinds' | 'sleep'>) {
  return {
    id: 'infraforge:request',
    description: 'Sends a request to the platform and waits for the answer to it',
    supportsDryRun: true,
    schema: { input: { ...keyInput, ...formInput }, output: { message: text } },
    async handler(run: Pick<ActionRun<RequestInput>, 'input' | 'user' | 'isDryRun' | 'logger' | 'output'>) {
      const key = keyOf(run.input, options.kinds);
      const spec = readForm(run.input);
      const request = { ...key, spec, user: run.user?.ref };
      const context = contextOf(options);
      run.logger.info(
        JSON.stringify({ kind: key.kind.kind, name: key.name, namespace: key.namespace, spec }),
      );
      if (run.isDryRun) await checkRequest(request, context);
      const answer = run.isDryRun
        ? 'The API server accepts the request; a dry run stores nothing'
        : await sendRequest(request, context);
      report(run, answer);
    },
  };
}
