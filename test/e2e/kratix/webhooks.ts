import { readFileSync } from 'node:fs';
import { kratixGroup } from '../../../shared/kratix/contract.ts';
import type { Authority } from '../cluster/certificates.ts';

/** Address of the manager's webhooks. The port is fixed. */
export const webhooksAddress = { address: '127.0.0.1', port: 9443 } as const;

interface Webhook {
  readonly kind: string;
  readonly operations?: readonly string[];
}

const defaulting: readonly Webhook[] = [{ kind: 'destination' }, { kind: 'promise' }];
const validating: readonly Webhook[] = [
  { kind: 'bucketstatestore' },
  { kind: 'destination' },
  { kind: 'promise' },
  { kind: 'promiserelease' },
  { kind: 'promiserevision', operations: ['CREATE', 'UPDATE', 'DELETE'] },
];

/** Returns Kratix's webhooks (syntasso/kratix, `config/webhook`), at an address instead of a Service. */
export function webhooks(authority: Authority): readonly object[] {
  const caBundle = readFileSync(authority.certificate).toString('base64');
  const render = (action: 'mutate' | 'validate', { kind, operations }: Webhook): object => ({
    name: `${action}-${kind}.kratix.io`,
    admissionReviewVersions: ['v1'],
    sideEffects: 'None',
    failurePolicy: 'Fail',
    clientConfig: { caBundle, url: urlOf(action, kind) },
    rules: [
      {
        apiGroups: [kratixGroup],
        apiVersions: ['v1alpha1'],
        operations: operations ?? ['CREATE', 'UPDATE'],
        resources: [`${kind}s`],
      },
    ],
  });
  const apiVersion = 'admissionregistration.k8s.io/v1';
  const metadata = { name: 'kratix' };
  return [
    {
      apiVersion,
      kind: 'MutatingWebhookConfiguration',
      metadata,
      webhooks: defaulting.map((webhook) => render('mutate', webhook)),
    },
    {
      apiVersion,
      kind: 'ValidatingWebhookConfiguration',
      metadata,
      webhooks: validating.map((webhook) => render('validate', webhook)),
    },
  ];
}

function urlOf(action: string, kind: string): string {
  const { address, port } = webhooksAddress;
  return `https://${address}:${port}/${action}-${kratixGroup.replaceAll('.', '-')}-v1alpha1-${kind}`;
}
