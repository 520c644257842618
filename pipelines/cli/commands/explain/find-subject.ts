import { definitions } from '../../../../promises/index.ts';
import { services } from '../../../../promises/services.ts';
import { type DescribedField, fieldsOf } from '../../../../shared/derive/fields-of.ts';
import { deriveOpenApi, type SchemaNode } from '../../../../shared/derive/open-api.ts';
import { UsageError } from '../../../../shared/errors.ts';
import { choicesHint, nearest } from '../../../../shared/nearest.ts';
import type { PromiseDefinition } from '../../../../shared/promise/define-promise.ts';
import type { ServiceDefinition } from '../../../../shared/service/define-service.ts';
import { findService, typeNames } from '../../../../shared/service/find-service.ts';
import { findKind, kindNames } from '../../find-kind.ts';

/** Kind of request, type of service, or both: a kind for one service. */
export interface Subject {
  readonly definition?: PromiseDefinition;
  readonly service?: ServiceDefinition;
}

/** Field of a request with its place in the spec. */
export interface FieldAt {
  /** Path from `spec`, with `[]` after a list. */
  readonly path: string;
  readonly field: DescribedField;
}

/** @throws UsageError for an unknown name */
export function findSubject(name: string): Subject {
  const definition = findKind(name);
  const service = findService(services, definition?.service ?? name.toLowerCase());
  const own = definition ?? (service && findKind(service.kind));
  if (own === undefined && service === undefined) throw unknownSubject(name);
  return { ...(own && { definition: own }), ...(service && { service }) };
}

function unknownSubject(name: string): UsageError {
  const known = [...services.flatMap(typeNames), ...definitions.flatMap(kindNames)];
  const kinds = definitions.map(({ kind }) => kind);
  const choices = `${kinds.join(', ')}, and the types ${services.flatMap(typeNames).join(', ')}`;
  return new UsageError(
    `Unknown kind or type "${name}"${choicesHint(nearest(name, known), { label: 'supported', choices })}`,
  );
}

/** Returns the fields of the spec of a kind. */
export function specFields(definition: PromiseDefinition): DescribedField[] {
  return fieldsOf(deriveOpenApi(definition.schema()));
}

/**
 * Returns the field at a path of a kind, below `spec`, with or without the indexes of lists.
 *
 * @throws UsageError for an unknown field, with those that exist there
 */
export function findField({ kind, schema }: PromiseDefinition, path: string): FieldAt {
  const names = path.replaceAll(/\[[0-9]*\]/g, '').split('.');
  let at = 'spec';
  let inside: SchemaNode | undefined = deriveOpenApi(schema());
  let found: DescribedField | undefined;
  for (const name of names) {
    const fields: DescribedField[] = inside === undefined ? [] : fieldsOf(inside);
    found = fields.find((field) => field.name === name);
    if (found === undefined) throw unknownField(`${kind}.${at}`, { name, fields });
    inside = found.items ?? found.node;
    at += `.${name}${found.items === undefined ? '' : '[]'}`;
  }
  return { path: at.replace(/\[\]$/, ''), field: found! };
}

function unknownField(
  above: string,
  { name, fields }: { readonly name: string; readonly fields: readonly DescribedField[] },
): UsageError {
  const names = fields.map((field) => field.name);
  const hint =
    names.length === 0
      ? ': no fields are below it'
      : choicesHint(nearest(name, names), { label: 'supported', choices: names.join(', ') });
  return new UsageError(`Unknown field "${name}" in ${above}${hint}`);
}

/** Returns the fields below a field: those of an object, or of each item of a list. */
export function fieldsBelow({ node, items }: DescribedField): DescribedField[] {
  return fieldsOf(items ?? node);
}
