import type { ActionOptions, ActionRun } from '../../../shared/backstage/action-run.ts';
import { type apiServer, kind } from './api-server.ts';

/** Action of the package. */
interface Action<Input, Output extends string> {
  handler(run: ActionRun<Input, Output>): Promise<void>;
}

/** Returns the options of an action for a user. */
export function optionsFor(
  { context }: Pick<ReturnType<typeof apiServer>, 'context'>,
  userEntityRef = 'user:default/jane',
): ActionOptions {
  return {
    ...context,
    kinds: [kind],
    identify: async () => ({ userEntityRef, ownershipEntityRefs: [userEntityRef, 'group:default/shopping'] }),
    administrators: ['group:default/platform-team'],
  };
}

/** Runs an action, and returns its log and its output. */
export async function runAction<Input, Output extends string>(
  action: Action<Input, Output>,
  input: Input,
  isDryRun = false,
): Promise<{ log: string[]; outputs: Record<string, string> }> {
  const log: string[] = [];
  const outputs: Record<string, string> = {};
  await action.handler({
    input,
    isDryRun,
    logger: { info: (message) => void log.push(message) },
    getInitiatorCredentials: async () => ({}),
    output: (name, value) => {
      outputs[name] = value;
    },
  });
  return { log, outputs };
}
