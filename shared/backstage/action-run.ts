import type * as z from 'zod';
import type { Caller } from './access.ts';
import type { RequestContext } from './await-answer.ts';
import { type ClusterAccess, InputError } from './kubernetes-proxy.ts';
import type { Kind, RequestKey } from './request-path.ts';
import { type Conversions, specOfForm } from './spec-of-form.ts';
import type { Access } from './stored-request.ts';

/** Options of the actions. */
export interface ActionOptions {
  readonly proxy: ClusterAccess;
  /** Kinds that may be requested. */
  readonly kinds: readonly Kind[];
  readonly sleep: RequestContext['sleep'];
  /** Returns the user of credentials; undefined for a service of Backstage. */
  readonly identify: (credentials: object) => Promise<Caller | undefined>;
  /** References to users and groups who may change every request. */
  readonly administrators: readonly string[];
}

/** Kind and name of a request in the input of an action. */
export interface KeyInput {
  readonly kind: string;
  readonly name: string;
  readonly namespace: string;
}

/** Run of an action (plugin-scaffolder-node, `ActionContext`). */
export interface ActionRun<Input, Output extends string = 'message'> {
  readonly input: Input;
  readonly user?: { readonly ref?: string };
  readonly isDryRun?: boolean;
  readonly logger: { info(message: string): void };
  getInitiatorCredentials(): Promise<object>;
  output(name: Output, value: string): void;
}

/** Schema of a field in the version of zod that Backstage passes. */
export type FieldSchema = (zod: typeof z) => unknown;

/** Maximum number of polls for an answer, a second apart. */
const maxPolls = 60;

/** Returns the context in which an action sends its request. */
export function contextOf({ proxy, sleep }: Pick<ActionOptions, 'proxy' | 'sleep'>): RequestContext {
  return { proxy, sleep, polls: maxPolls };
}

/** Returns the access of the user with some credentials. */
export async function accessOf(
  credentials: object,
  { identify, administrators }: Pick<ActionOptions, 'identify' | 'administrators'>,
): Promise<Access> {
  return { caller: await identify(credentials), administrators };
}

/** Values of a form in the input of an action. */
export interface FormInput {
  readonly spec: Readonly<Record<string, unknown>>;
  readonly form?: Conversions;
}

/** Schemas of the values of a form. */
export const formInput: Readonly<Record<keyof FormInput, FieldSchema>> = {
  spec: (zod) => zod.record(zod.string(), zod.any()),
  form: (zod) => zod.record(zod.string(), zod.array(zod.string())).optional(),
};

/**
 * Returns the `spec` of the request in a form.
 *
 * @throws InputError with one line for each string that is not YAML
 */
export function readForm({ spec: values, form = {} }: FormInput): unknown {
  const { spec, problems } = specOfForm(values, form);
  if (problems.length > 0) throw new InputError(problems.join('\n'));
  return spec;
}

/** Reports the answer to an action in its log and its output. */
export function report(run: Pick<ActionRun<unknown>, 'logger' | 'output'>, answer: string): void {
  run.logger.info(answer);
  run.output('message', answer);
}

/** Schema of a string. */
export const text: FieldSchema = (zod) => zod.string();

/** Schema of the kind and name of a request. */
export const keyInput: Readonly<Record<keyof KeyInput, FieldSchema>> = {
  kind: text,
  name: text,
  namespace: text,
};

/** Names in Kubernetes: no other text, such as two dots, may become a part of a path. */
const names = /^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$/;

/**
 * Returns the request that an input names.
 *
 * @throws InputError for a kind that is not a request, and for an invalid name
 */
export function keyOf({ kind: kindName, name, namespace }: KeyInput, kinds: readonly Kind[]): RequestKey {
  const kind = kinds.find((one) => one.kind === kindName);
  if (kind === undefined) throw new InputError(`kind: Unsupported kind "${kindName}"`);
  const invalid = Object.entries({ name, namespace }).filter(([, value]) => !names.test(value));
  if (invalid.length > 0) {
    const fix = 'use lower-case letters, digits, dashes and dots';
    throw new InputError(invalid.map(([field]) => `${field}: Invalid name; ${fix}`).join('\n'));
  }
  return { kind, name, namespace };
}
