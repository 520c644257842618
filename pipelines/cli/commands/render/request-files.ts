import { basename, dirname } from 'node:path';
import { type Problem, problem, RequestError, redact } from '../../../../shared/errors.ts';
import { parseObject } from '../../../../shared/kratix/object.ts';
import { readText } from '../../../../shared/kratix/volumes.ts';
import type { KubernetesObject } from '../../../../shared/kubernetes-object.ts';
import { defaultNamespace, dnsLabel, dnsSubdomain } from '../../../../shared/release/names.ts';
import { parseRequestFile } from '../../../../shared/yaml.ts';
import { identityOf } from '../../../configure/file-surroundings.ts';

/** Bytes: some 100,000 requests. */
const largestFile = 256 * 1024 * 1024;

/** What a request is called; its parts are safe to become folders. */
export interface Identity {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
}

/** One request of a file: read, or refused before anybody asks what it wants. */
export type FileRequest = { readonly source: string } & (
  | { readonly identity: Identity; readonly object: KubernetesObject; readonly refusal?: never }
  | { readonly identity: Partial<Identity>; readonly object?: never; readonly refusal: RequestError }
);

/** Kinds as Kubernetes has them (RFC 1035 label, capitalised by convention). */
const kindGrammar = /^[A-Za-z][A-Za-z0-9]{0,62}$/;

/**
 * Reads the requests of several files, in their order. What cannot be read, has no legal name or comes a second time
 * is refused on its own, and the others go on.
 */
export function readRequestFiles(files: readonly string[]): FileRequest[] {
  const first = new Map<string, string>();
  return files.flatMap(readFileRequests).map((request): FileRequest => {
    if (request.object === undefined) return request;
    const identity = identityOf(request.identity);
    const before = first.get(identity);
    if (before === undefined) {
      first.set(identity, request.source);
      return request;
    }
    const message = `'${identity}' stands there twice, first in '${before}': only the first one counts`;
    return refused(request.source, { ...request, refusal: invalid([problem('metadata.name', message)]) });
  });
}

/**
 * The objects of a file of YAML documents.
 *
 * @throws RequestError `InvalidRequest` where there is no such file, or it cannot be parsed
 */
export function readObjects(file: string): unknown[] {
  const text = readText(dirname(file), { file: basename(file), limit: largestFile });
  if (text === undefined) throw invalid([problem('', 'There is no such file')]);
  return parseRequestFile(text);
}

function readFileRequests(file: string): FileRequest[] {
  const source = redact(file);
  try {
    const values = readObjects(file);
    if (values.length === 0) throw invalid([problem('', 'There is no request in it')]);
    return values.map((value) => readRequest(source, value));
  } catch (error) {
    if (!(error instanceof RequestError)) throw error;
    const problems = error.problems.map(({ message }) => problem(source, message));
    return [refused(source, { identity: {}, refusal: new RequestError(error.reason, problems) })];
  }
}

function readRequest(source: string, value: unknown): FileRequest {
  try {
    const object = parseObject(value);
    checkNames(object);
    const { kind, metadata } = object;
    const { namespace = defaultNamespace, name } = metadata;
    return { source, object, identity: { kind, namespace, name } };
  } catch (error) {
    if (!(error instanceof RequestError)) throw error;
    return refused(source, { identity: namesOf(value), refusal: error });
  }
}

/** What becomes a folder is checked before anything else is (attack A22). */
function checkNames({ kind, metadata }: KubernetesObject): void {
  const { namespace = defaultNamespace, name } = metadata;
  const rules: readonly [string, string, boolean][] = [
    ['kind', 'Not the name of a kind', kindGrammar.test(kind)],
    [
      'metadata.namespace',
      'Not a legal namespace (RFC 1123 label)',
      isText(namespace) && dnsLabel.test(namespace),
    ],
    [
      'metadata.name',
      'Not a legal name of a Kubernetes object (RFC 1123 subdomain)',
      name.length <= 253 && dnsSubdomain.test(name),
    ],
  ];
  const problems = rules.flatMap(([path, message, isLegal]) => (isLegal ? [] : [problem(path, message)]));
  if (problems.length > 0) throw invalid(problems);
}

/** Of a broken object what can be told, for a person to find it. */
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
