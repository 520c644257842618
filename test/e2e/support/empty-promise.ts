import type { Definition, KratixPromise } from '../../../pipelines/stand-in/kratix/promise-object.ts';

const group = 'test.infraforge.io';
const kind = 'Empty';

/** Returns a Promise whose pipeline only writes one file: the time that Kratix itself takes. */
export function emptyPromise(image: string): KratixPromise {
  const file = "'/kratix/output/empty/' + process.env.KRATIX_OBJECT_NAME";
  const program = `fs.mkdirSync('/kratix/output/empty'); fs.writeFileSync(${file}, '')`;
  return {
    apiVersion: 'platform.kratix.io/v1alpha1',
    kind: 'Promise',
    metadata: { name: 'empty', labels: { 'kratix.io/promise-version': '1.0.0' } },
    spec: {
      api: definition(),
      destinationSelectors: [{ matchLabels: { 'infraforge.io/state-store': 'default' } }],
      workflows: {
        resource: {
          configure: [
            {
              apiVersion: 'platform.kratix.io/v1alpha1',
              kind: 'Pipeline',
              metadata: { name: 'configure' },
              spec: { containers: [{ ...container, image, args: ['-e', program] }] },
            },
          ],
        },
      },
    },
  };
}

/** Returns a request of the empty Promise. */
export function emptyRequest(name: string): object {
  return { apiVersion: `${group}/v1`, kind, metadata: { name, namespace: 'default' }, spec: {} };
}

/** With the limits of our Promises: with Kratix's defaults it would be slower. */
const container = {
  name: 'empty',
  command: ['node'],
  resources: { requests: { cpu: '50m', memory: '64Mi' }, limits: { cpu: '1', memory: '256Mi' } },
};

function definition(): Definition {
  const object = { type: 'object', 'x-kubernetes-preserve-unknown-fields': true };
  const version = {
    name: 'v1',
    served: true,
    storage: true,
    subresources: { status: {} },
    schema: { openAPIV3Schema: { type: 'object', properties: { spec: object, status: object } } },
  };
  const names = { kind, plural: 'emptys', singular: 'empty' };
  const spec = { group, names, scope: 'Namespaced', versions: [version] };
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${names.plural}.${group}` },
    spec,
  };
}
