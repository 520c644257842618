import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { type FormNode, formOfSpec } from '../../../shared/backstage/form-of-spec.ts';
import type { Conversions } from '../../../shared/backstage/spec-of-form.ts';
import { promisesFolder } from '../../support/cases.ts';

interface Template {
  readonly spec: {
    readonly parameters: readonly FormNode[];
    readonly steps: readonly [{ readonly input: { readonly form: Conversions } }];
  };
}

/** Returns the values that a person enters into the form of a Promise for a request. */
export function formValues(
  promise: string,
  { name, namespace, spec }: { readonly name: string; readonly namespace: string; readonly spec: unknown },
): object {
  const file = join(promisesFolder, promise, 'generated/backstage/template.yaml');
  const { parameters, steps } = (parse(readFileSync(file, 'utf8')) as Template).spec;
  const fields = Object.assign({}, ...parameters.map((page) => page.properties)) as Record<string, FormNode>;
  const values = formOfSpec(spec, { fields, form: steps[0].input.form });
  return { requestName: name, requestNamespace: namespace, ...values };
}
