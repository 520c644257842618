import type { Definition } from '../../../pipelines/stand-in/kratix/promise-object.ts';

/** Returns a definition with a status schema that accepts everything, as Kratix applies it. */
export function withFreeStatus(definition: Definition): Definition {
  const status = { type: 'object', 'x-kubernetes-preserve-unknown-fields': true };
  const versions = definition.spec.versions.map((version) => {
    const { openAPIV3Schema } = version.schema;
    const properties = { ...openAPIV3Schema.properties, status };
    return { ...version, schema: { openAPIV3Schema: { ...openAPIV3Schema, properties } } };
  });
  return { ...definition, spec: { ...definition.spec, versions } };
}
