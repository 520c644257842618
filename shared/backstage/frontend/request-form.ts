import { isRecord } from '../../is-record.ts';
import { changesOf } from '../changes.ts';
import type { Opened } from '../edit-request.ts';
import { type FormFields, type FormNode, formOfSpec } from '../form-of-spec.ts';
import { type Conversions, specOfForm } from '../spec-of-form.ts';

/** Annotation of entities with the request that they come from. */
const requestAnnotation = 'infraforge.io/request';

/** Request that a page is about. */
export interface RequestReference {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
}

/** Returns the request in an annotation of an entity: `<kind>/<namespace>/<name>`. */
export function requestOf(annotations: Readonly<Record<string, string>> = {}): string | undefined {
  return annotations[requestAnnotation];
}

/** Parses a reference; undefined for other text. */
export function parseReference(text: string | null): RequestReference | undefined {
  const [kind, namespace, name, ...rest] = (text ?? '').split('/');
  return kind && namespace && name && rest.length === 0 ? { kind, namespace, name } : undefined;
}

/** Request as the route of the backend returns it. */
export interface StoredRequest {
  readonly template: string;
  readonly uid: string;
  readonly generation: number;
  readonly spec: unknown;
}

/** Form that is filled in with a request. */
export interface OpenedForm {
  readonly values: Readonly<Record<string, unknown>>;
  /** Returns a line for each change of the values, and for each value that is invalid. */
  readonly changesOf: (values: Readonly<Record<string, unknown>>) => string[];
}

/**
 * Fills in the form of a template with a request.
 *
 * @param template `spec` of the template entity
 * @throws Error if the catalog has no such template, or it does not edit requests
 */
export function openForm(
  { namespace, name }: RequestReference,
  { uid, generation, spec }: StoredRequest,
  template: unknown,
): OpenedForm {
  const { fields, form, keys } = formFieldsOf(template);
  const shown = formOfSpec(spec, { fields, form });
  const opened: Opened = { uid, generation, spec: specOfForm(shown, form).spec };
  return {
    values: { ...shown, requestName: name, requestNamespace: namespace, opened },
    changesOf: (values) => {
      const own = Object.entries(values).filter(([key]) => keys.includes(key));
      const edited = specOfForm(Object.fromEntries(own), form);
      return edited.problems.length > 0 ? [...edited.problems] : changesOf(opened.spec, edited.spec);
    },
  };
}

const noTemplate =
  'The catalog has no template that edits this request; ask the platform team to add edit-template.yaml';

/** Returns the fields of the form of a template, and the keys of those that belong to the spec of the request. */
function formFieldsOf(template: unknown): FormFields & { readonly keys: readonly string[] } {
  const { parameters, steps } = (isRecord(template) ? template : {}) as {
    parameters?: readonly { properties: Record<string, FormNode> }[];
    steps?: readonly { input?: { spec?: object; form?: Conversions } }[];
  };
  const { spec, form = {} } = steps?.[0]?.input ?? {};
  if (parameters === undefined || spec === undefined) throw new Error(noTemplate);
  const fields = Object.assign({}, ...parameters.map(({ properties }) => properties));
  return { fields, form, keys: Object.keys(spec) };
}
