import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { Conversions } from '../../../shared/backstage/spec-of-form.ts';
import { promisesFolder } from '../../support/cases.ts';
import { type FormNode, formOfRequest } from '../../support/portal/form-of-request.ts';

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
  const properties = Object.assign({}, ...parameters.map((page) => page.properties)) as Record<
    string,
    FormNode
  >;
  const values = formOfRequest(spec, { type: 'object', properties }, 'spec', steps[0].input.form) as object;
  return { requestName: name, requestNamespace: namespace, ...values };
}
