import type * as z from 'zod';
import { type ClusterAccess, InputError } from './kubernetes-proxy.ts';
import { checkRequest, type Kind, type Surroundings, sendRequest } from './send-request.ts';
import { type Conversions, specOfForm } from './spec-of-form.ts';

/** Options of the action. */
export interface RequestActionOptions {
  readonly proxy: ClusterAccess;
  /** Kinds that may be requested. */
  readonly kinds: readonly Kind[];
  readonly sleep: Surroundings['sleep'];
}

/** Run of the action (plugin-scaffolder-node, `ActionContext`). */
export interface ActionRun {
  readonly input: {
    readonly kind: string;
    readonly name: string;
    readonly namespace: string;
    readonly spec: Readonly<Record<string, unknown>>;
    readonly form?: Conversions;
  };
  readonly user?: { readonly ref?: string };
  readonly isDryRun?: boolean;
  readonly logger: { info(message: string): void };
  output(name: 'message', value: string): void;
}

/** Seconds to wait for an answer. */
const patience = 60;

/** Schema of a field in the version of zod that Backstage passes. */
type FieldSchema = (zod: typeof z) => unknown;

/** Returns the scaffolder action `infraforge:request`, which sends a request and waits for the answer to it. */
export function requestAction({ proxy, kinds, sleep }: RequestActionOptions) {
  const input: Readonly<Record<keyof ActionRun['input'], FieldSchema>> = {
    kind: (zod) => zod.string(),
    name: (zod) => zod.string(),
    namespace: (zod) => zod.string(),
    spec: (zod) => zod.record(zod.string(), zod.any()),
    form: (zod) => zod.record(zod.string(), zod.array(zod.string())).optional(),
  };
  const message: FieldSchema = (zod) => zod.string();
  return {
    id: 'infraforge:request',
    description: 'Sends a request to the platform and waits for the answer to it',
    supportsDryRun: true,
    schema: { input, output: { message } },
    async handler(run: ActionRun): Promise<void> {
      const { name, namespace } = run.input;
      const kind = kinds.find((one) => one.kind === run.input.kind);
      if (kind === undefined) throw new InputError(`kind: Unsupported kind "${run.input.kind}"`);
      const { spec, problems } = specOfForm(run.input.spec, run.input.form ?? {});
      if (problems.length > 0) throw new InputError(problems.join('\n'));
      const request = { kind, name, namespace, spec, user: run.user?.ref };
      const surroundings = { proxy, sleep, looks: patience };
      run.logger.info(JSON.stringify({ kind: kind.kind, name, namespace, spec }));
      if (run.isDryRun) await checkRequest(request, surroundings);
      const answer = run.isDryRun
        ? 'The API server accepts the request; a dry run stores nothing'
        : await sendRequest(request, surroundings);
      run.logger.info(answer);
      run.output('message', answer);
    },
  };
}
