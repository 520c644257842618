import type * as z from 'zod';
import { group, version } from '../api-version.ts';
import { type Problem, problem, RequestError } from '../errors.ts';
import { valuePath } from '../helm/value-path.ts';
import { isRecord } from '../is-record.ts';
import type { KubernetesObject } from '../kubernetes-object.ts';
import {
  defaultNamespace,
  dnsLabel,
  dnsSubdomain,
  itemName,
  itemNameLimit,
  reservedItemName,
  reservedItemNameMessage,
} from '../release/names.ts';
import { skipMark } from '../release/skip-mark.ts';
import { scalarText } from '../scalar-text.ts';
import { type FoundCharacter, findHidden, findHiddenInKey } from '../yaml/characters.ts';
import { findCredentials, unusedLiterals } from './credentials.ts';
import type { PromiseDefinition, Request } from './define-promise.ts';
import { describeIssue, misspeltFields } from './describe-issue.ts';
import { droppedNulls } from './dropped-nulls.ts';
import { envelopeProblems } from './envelope-problems.ts';
import { invalidNameOf, invalidNamespaceOf, invalidReleaseName } from './identity-messages.ts';
import { convertHint } from './legacy-fields.ts';
import { readDelivered } from './read-delivered.ts';

/**
 * Parses a raw object into a request and fills in defaults. Checks everything that depends on the object alone.
 *
 * @throws RequestError with every problem of the object: `CredentialInRequest` if literals that look like credentials
 *   are the only problems, else `InvalidRequest`
 */
export function parseRequest<Spec>(
  definition: PromiseDefinition<Spec>,
  object: KubernetesObject,
): Request<Spec> {
  const problems = [
    ...identityProblems(object, definition),
    ...envelopeProblems(object),
    ...textProblems(object),
  ];
  const unknownFields: Problem[] = [];
  const credentials = findCredentials(object.spec, allowedLiterals(object.spec));
  const secretPaths = new Set(credentials.map(({ path }) => path));
  const parsed = definition.schema().safeParse(object.spec ?? {}, { reportInput: true });
  if (!parsed.success) {
    const context = {
      kind: object.kind,
      spec: object.spec,
      schema: definition.schema(),
      unsupportedFields: definition.unsupportedFields,
    };
    const issues = withoutFollowUps(parsed.error.issues);
    const hasMisspeltList = misspeltFields(issues, context.schema).some((field) =>
      definition.items?.includes(field),
    );
    for (const issue of issues) {
      // The rules of the whole spec see a list with a misspelt name as empty.
      if (hasMisspeltList && issue.code === 'custom' && issue.path.length === 0) continue;
      const found = describeIssue(issue, context);
      problems.push(
        ...found.flatMap((one) => (secretPaths.has(one.path) ? withoutValue(one, issue.input) : one)),
      );
      if (issue.code === 'unrecognized_keys') unknownFields.push(...found);
    }
  }
  const reported = credentials.filter(
    ({ path }) => !unknownFields.some((field) => isWithin(path, field.path)),
  );
  if (problems.length > 0 || !parsed.success) {
    throw new RequestError('InvalidRequest', [...problems, ...reported]);
  }
  if (reported.length > 0) throw new RequestError('CredentialInRequest', reported);
  return toRequest(definition, object, parsed.data);
}

/** Returns true for the path of a field, and for any path below the field. */
function isWithin(path: string, field: string): boolean {
  return path.startsWith(field) && ['', '.', '['].includes(path.charAt(field.length));
}

/** Drops further issues of a value of the wrong type: zod also checks the length of a string where a list is expected. */
function withoutFollowUps(issues: readonly z.core.$ZodIssue[]): z.core.$ZodIssue[] {
  const mistyped = issues.filter(({ code }) => code === 'invalid_type').map(({ path }) => path.join('/'));
  return issues.filter(({ code, path }) => code === 'invalid_type' || !mistyped.includes(path.join('/')));
}

/**
 * Returns a problem without its value, which looks like a credential. Returns no problem if the message would still show
 * part of the value: the problem about the credential has the same path, and its fix removes the value.
 */
function withoutValue({ path, message }: Problem, value: unknown): Problem[] {
  const text = scalarText(value);
  const hidden = message.replaceAll(JSON.stringify(text), '"…"');
  return text !== '' && hidden.includes(text.slice(0, maxShownCharacters)) ? [] : [problem(path, hidden)];
}

/** Number of leading characters of a secret that no message may show. */
const maxShownCharacters = 8;

/** Creates a request from an object and its validated spec. */
export function toRequest<Spec>(
  definition: PromiseDefinition<Spec>,
  object: KubernetesObject,
  spec: Spec,
): Request<Spec> {
  const delivered = readDelivered(object);
  return {
    kind: object.kind,
    namespace: object.metadata.namespace ?? defaultNamespace,
    name: object.metadata.name,
    uid: object.metadata.uid ?? '',
    spec,
    delivered,
    warnings: [
      ...droppedNulls(object),
      ...unusedLiterals(object.spec),
      ...(definition.warnings?.(spec, delivered) ?? []),
    ],
  };
}

function identityProblems(
  { apiVersion, metadata }: KubernetesObject,
  { items, nameLimit = itemNameLimit }: Pick<PromiseDefinition, 'items' | 'nameLimit'>,
): Problem[] {
  const { name, namespace = defaultNamespace } = metadata;
  const problems: Problem[] = [];
  if (apiVersion !== `${group}/${version}`) {
    problems.push({
      path: 'apiVersion',
      message: `Unsupported API version "${apiVersion}"; use ${group}/${version}${convertHint}`,
    });
  }
  if (typeof name !== 'string' || name.length > 253 || !dnsSubdomain.test(name)) {
    problems.push({ path: 'metadata.name', message: invalidNameOf(name) });
  } else if (items === undefined && (name.length > nameLimit || !itemName.test(name))) {
    problems.push({ path: 'metadata.name', message: invalidReleaseName(nameLimit, name) });
  } else if (items === undefined && name === reservedItemName) {
    problems.push({ path: 'metadata.name', message: reservedItemNameMessage });
  }
  if (typeof namespace !== 'string' || !dnsLabel.test(namespace)) {
    problems.push({ path: 'metadata.namespace', message: invalidNamespaceOf(namespace) });
  }
  return problems;
}

/** Reports text that is not allowed in any field: it changes the meaning or the appearance of a file. */
function textProblems({ spec }: KubernetesObject): Problem[] {
  const text = JSON.stringify(spec ?? {});
  const problems: Problem[] = [];
  if (text.includes(skipMark)) {
    const message = `"${skipMark}" is not allowed: Argo CD would delete the objects of the file`;
    problems.push({ path: 'spec', message });
  }
  // Most requests have none, and need no visit of every string.
  if (escapedCharacter.test(text) || findHiddenInKey(text) !== undefined) {
    problems.push(...hiddenCharacters(spec, ['spec']));
  }
  return problems;
}

/** NUL and lone surrogates, as JSON escapes them. */
const escapedCharacter = /\\u(?:0000|d[89a-f])/i;

/** Reports each string and key with an invisible character. */
function hiddenCharacters(value: unknown, steps: readonly (string | number)[]): Problem[] {
  if (typeof value === 'string') return hiddenCharacter(findHidden(value), steps);
  if (Array.isArray(value)) return value.flatMap((item, index) => hiddenCharacters(item, [...steps, index]));
  if (!isRecord(value)) return [];
  return Object.entries(value).flatMap(([key, item]) => [
    ...hiddenCharacter(findHiddenInKey(key), steps),
    ...hiddenCharacters(item, [...steps, key]),
  ]);
}

function hiddenCharacter(found: FoundCharacter | undefined, steps: readonly (string | number)[]): Problem[] {
  if (found === undefined) return [];
  const reason = found.isUnprintable ? 'no program can read it' : 'two names could look alike';
  return [problem(valuePath(steps), `The character ${found.codePoint} is not allowed: ${reason}`)];
}

function allowedLiterals(spec: unknown): readonly string[] {
  const list = isRecord(spec) ? spec['allowLiterals'] : undefined;
  return Array.isArray(list) ? list.filter((path) => typeof path === 'string') : [];
}
