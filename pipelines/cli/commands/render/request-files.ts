import { mergeRefusals, type Problem, problem, RequestError, redact } from '../../../../shared/errors.ts';
import { isRecord } from '../../../../shared/is-record.ts';
import { parseObject } from '../../../../shared/kratix/object.ts';
import type { KubernetesObject } from '../../../../shared/kubernetes-object.ts';
import { invalidNameOf, invalidNamespaceOf } from '../../../../shared/promise/identity-messages.ts';
import { parseRequest } from '../../../../shared/promise/parse-request.ts';
import { quotedValue } from '../../../../shared/promise/quoted-value.ts';
import { defaultNamespace, dnsLabel, dnsSubdomain } from '../../../../shared/release/names.ts';
import { printRequest } from '../../../../shared/release/request-reference.ts';
import { parseRequestFile } from '../../../../shared/yaml.ts';
import { findDefinition } from '../../../configure/find-definition.ts';
import { withNamespace } from '../../../configure/request-namespace.ts';
import type { Source } from './read-sources.ts';

/** Kind, namespace and name of a request; each is safe as the name of a folder. */
export interface Identity {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
}

/** Request of a file: parsed, or refused because it cannot be parsed or its name is invalid. */
export type FileRequest = {
  readonly source: string;
  /** Position in a file with several objects, such as `Object 2`; absent if the file has only one. */
  readonly position?: string | undefined;
} & (
  | { readonly identity: Identity; readonly object: KubernetesObject; readonly refusal?: never }
  | { readonly identity: Partial<Identity>; readonly object?: never; readonly refusal: RequestError }
);

/** Kinds of Kubernetes (RFC 1035 label, capitalized by convention). */
const kindGrammar = /^[A-Za-z][A-Za-z0-9]{0,62}$/;

/**
 * Returns the requests of several files, in their order. A request that cannot be parsed, has an invalid name or repeats
 * an earlier one is refused; the others are not affected.
 *
 * @param platformNamespace namespace of a BootstrapClaim without one
 */
export function readRequests(sources: readonly Source[], platformNamespace?: string): FileRequest[] {
  const first = new Map<string, string>();
  const requests = sources.flatMap((source) => requestsOf(source, platformNamespace));
  return requests.map((request): FileRequest => {
    if (request.object === undefined) return request;
    const identity = printRequest(request.identity);
    const before = first.get(identity);
    if (before === undefined) {
      first.set(identity, request.source);
      return request;
    }
    const message = `Duplicate request "${identity}", first in "${before}"; only the first one is processed`;
    return refused(request.source, { ...request, refusal: invalid([problem('metadata.name', message)]) });
  });
}

/**
 * Returns the objects of a file of YAML documents, and the items of the lists among them.
 *
 * @throws RequestError `InvalidRequest` if it cannot be parsed
 */
export function objectsIn(source: Source): unknown[] {
  if (source.refusal !== undefined) throw source.refusal;
  return parseRequestFile(source.text).flatMap((value) => listItems(value) ?? [value]);
}

/**
 * Returns the objects of a file, as {@link objectsIn}.
 *
 * @throws RequestError `InvalidRequest` if it cannot be parsed or has none
 */
export function requestsIn(source: Source): unknown[] {
  const values = objectsIn(source);
  if (values.length === 0) throw invalid([problem('', 'No request found; add one, or leave out the file')]);
  return values;
}

/** Items of a `kind: List`, as `kubectl get --output=yaml` prints it. */
function listItems(value: unknown): readonly unknown[] | undefined {
  const { kind, items } = (value ?? {}) as { kind?: unknown; items?: unknown };
  return kind === 'List' && Array.isArray(items) ? items : undefined;
}

function requestsOf(file: Source, platformNamespace: string | undefined): FileRequest[] {
  const source = redact(file.name);
  try {
    return requestsIn(file).map((value, index, { length }) => ({
      ...readRequest(source, { value, platformNamespace }),
      position: length > 1 ? `Object ${index + 1}` : undefined,
    }));
  } catch (error) {
    if (!(error instanceof RequestError)) throw error;
    const problems = error.problems.map(({ message }) => problem(source, message));
    return [refused(source, { identity: {}, refusal: new RequestError(error.reason, problems) })];
  }
}

function readRequest(
  source: string,
  { value, platformNamespace }: { value: unknown; platformNamespace: string | undefined },
): FileRequest {
  try {
    const object = withNamespace(parseObject(value), platformNamespace);
    checkNames(object);
    const { kind, metadata } = object;
    return { source, object, identity: { kind, namespace: metadata.namespace, name: metadata.name } };
  } catch (error) {
    if (!(error instanceof RequestError)) throw error;
    return refused(source, { identity: namesOf(value), refusal: withSpecProblems(error, value) });
  }
}

/** Checks the parts that become folders before anything else (attack A22). */
function checkNames({ kind, metadata }: KubernetesObject): void {
  const { namespace = defaultNamespace, name } = metadata;
  const rules: readonly [string, string, boolean][] = [
    ['kind', `Invalid kind${quotedValue(kind)}; use a kind such as ApplicationClaim`, kindGrammar.test(kind)],
    ['metadata.namespace', invalidNamespaceOf(namespace), isText(namespace) && dnsLabel.test(namespace)],
    ['metadata.name', invalidNameOf(name), name.length <= 253 && dnsSubdomain.test(name)],
  ];
  const problems = rules.flatMap(([path, message, isValid]) => (isValid ? [] : [problem(path, message)]));
  if (problems.length > 0) throw invalid(problems);
}

/** Adds the problems that do not depend on the name of a request, so that all of them are reported at once. */
function withSpecProblems(refusal: RequestError, value: unknown): RequestError {
  if (!isRecord(value) || !isText(value['apiVersion']) || !isText(value['kind'])) return refusal;
  const metadata = isRecord(value['metadata']) ? value['metadata'] : {};
  const object = { ...value, metadata } as unknown as KubernetesObject;
  try {
    parseRequest(findDefinition(object), object);
    return refusal;
  } catch (error) {
    if (!(error instanceof RequestError)) throw error;
    const known = refusal.problems.map(({ path }) => path);
    return mergeRefusals(refusal, { problems: error.problems.filter(({ path }) => !known.includes(path)) });
  }
}

/** Returns the readable part of the identity of an invalid object. */
function namesOf(value: unknown): Partial<Identity> {
  const { kind, metadata } = (value ?? {}) as { kind?: unknown; metadata?: unknown };
  const { namespace = defaultNamespace, name } = (metadata ?? {}) as { namespace?: unknown; name?: unknown };
  const texts = Object.entries({ kind, namespace, name }).filter(([, text]) => isText(text));
  return Object.fromEntries(texts.map(([key, text]) => [key, redact(String(text)).slice(0, 253)]));
}

function refused(
  source: string,
  { identity, refusal }: { identity: Partial<Identity>; refusal: RequestError },
): FileRequest {
  return { source, identity, refusal };
}

function invalid(problems: readonly Problem[]): RequestError {
  return new RequestError('InvalidRequest', problems);
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}
