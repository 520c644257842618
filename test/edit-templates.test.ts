import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { getDefaultFormState, type RJSFSchema } from '@rjsf/utils';
import { customizeValidator } from '@rjsf/validator-ajv8';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { definitions } from '../promises/index.ts';
import { changesOf } from '../shared/backstage/changes.ts';
import { type FormNode, formOfSpec } from '../shared/backstage/form-of-spec.ts';
import { mergeChanges } from '../shared/backstage/merge-changes.ts';
import { type Conversions, specOfForm } from '../shared/backstage/spec-of-form.ts';
import { findCases, promisesFolder, readInput } from './support/cases.ts';

const validator = customizeValidator();

interface Template {
  readonly metadata: { readonly name: string };
  readonly spec: {
    readonly parameters: readonly FormNode[];
    readonly steps: readonly [{ readonly input: { readonly form: Conversions } }];
  };
}

const read = (promise: string): Template =>
  parse(readFileSync(join(promisesFolder, promise, 'generated/backstage/edit-template.yaml'), 'utf8'));

describe.each(definitions)('edit template of $kind', (definition) => {
  const { name } = definition;
  const template = read(name);
  const pages = template.spec.parameters.map((page) => ({ ...page, type: 'object' }));
  const { form } = template.spec.steps[0].input;
  const fields = Object.assign({}, ...pages.map(({ properties }) => properties)) as Record<string, FormNode>;
  /** Specs of the accepted cases, as the API server stores them: with defaults. */
  const specs = findCases()
    .filter(({ promise, isRefused }) => promise === name && !isRefused)
    .map((oneCase) => definition.schema().parse(readInput(oneCase).spec));
  const shown = (spec: unknown): unknown => specOfForm(formOfSpec(spec, { fields, form }), form).spec;

  it('opens with the values of the request, and changes none by itself', () => {
    for (const spec of specs) {
      const state: Record<string, unknown> = formOfSpec(spec, { fields, form });
      for (const page of pages) {
        Object.assign(state, getDefaultFormState(validator, page as RJSFSchema, { ...state }));
      }
      const { requestName: _name, requestNamespace: _namespace, opened: _opened, ...values } = state;
      expect(changesOf(shown(spec), specOfForm(values, form).spec)).toEqual([]);
    }
  }, 60_000);

  it('stores the edited fields, and keeps fields that the form does not show', () => {
    for (const [index, stored] of specs.entries()) {
      const hidden = { ...(stored as object), unknownField: { kept: true } };
      const edited = shown(specs[(index + 1) % specs.length]);
      const result = mergeChanges({ opened: shown(hidden), edited, stored: hidden });
      expect(changesOf(edited, shown(result))).toEqual([]);
      expect(result).toMatchObject({ unknownField: { kept: true } });
      expect(mergeChanges({ opened: shown(hidden), edited: shown(hidden), stored: hidden })).toEqual(hidden);
    }
  });

  it('shows fields that cannot be changed as read-only', () => {
    const further = (form.topics ?? []).map((path) => fields[path.replace(/^spec\./, '')]?.items?.properties);
    const own: Record<string, FormNode> = Object.assign({}, fields, ...further);
    const readOnly = Object.entries(own).flatMap(([key, field]) => (field['ui:readonly'] ? [key] : []));
    expect(readOnly.slice(0, 2)).toEqual(['requestName', 'requestNamespace']);
    const fixed = ['environment', 'clusterType', 'namespace', 'tenant'].filter((key) => key in own);
    if (name !== 'bootstrap-claim') expect(readOnly.slice(2).toSorted()).toEqual(fixed.toSorted());
  });

  it('is named after the template of the Promise, and needs the state of the request', () => {
    expect(template.metadata.name).toBe(`${name}-edit`);
    expect(pages[0]).toMatchObject({
      required: expect.arrayContaining(['opened']),
      errorMessage: { required: { opened: 'Open this form from the page of the request in the catalog' } },
    });
  });
});

it('the template of deletions offers every kind', () => {
  const template = parse(readFileSync(join(promisesFolder, 'delete-template.yaml'), 'utf8')) as Template;
  const [page] = template.spec.parameters;
  expect(page?.properties?.['kind']?.['enum']).toEqual(definitions.map(({ kind }) => kind).toSorted());
});
