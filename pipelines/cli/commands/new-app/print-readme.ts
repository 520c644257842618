import { createSecret } from '../../../../shared/service/create-secret.ts';
import type { NewRequest } from './print-request.ts';

/** Parts of a status that the page shows. */
interface DeliveredStatus {
  readonly message?: string;
  readonly releases?: readonly {
    readonly name: string;
    readonly host?: string;
    readonly port?: number;
    readonly secretName?: string;
  }[];
  readonly bindings?: readonly { readonly service: string; readonly variables: readonly string[] }[];
  readonly warnings?: readonly string[];
}

/** Returns the page with the next steps, with the facts of the status that the pipeline reports. */
export function printReadme(
  request: NewRequest,
  { status, requestFile }: { readonly status: DeliveredStatus; readonly requestFile: string },
): string {
  const { name, environment, isImagePlaceholder } = request;
  const steps = [
    ...secretSteps(request),
    step(
      'Check the request without a cluster. `bootstrap.yaml` is the BootstrapClaim of your platform.',
      `infraforge validate --platform bootstrap.yaml ${requestFile}`,
    ),
    step(
      'Apply it. Add `--namespace` if your team has a namespace of its own.',
      `kubectl apply --filename ${requestFile}`,
    ),
    step(
      `Read the result: \`${status.message}\`, or \`Refused\` with every problem in \`status.failure\`.`,
      `kubectl get applicationclaim ${name}`,
      `kubectl get applicationclaim ${name} --output jsonpath='{.status}'`,
    ),
    ...(isImagePlaceholder
      ? [
          step(
            `Replace the image in \`${requestFile}\` with yours, and apply again.`,
            `kubectl apply --filename ${requestFile}`,
          ),
        ]
      : []),
    step('Check that the request is delivered, in Git and synced.', `infraforge status ${name}`),
  ];
  return `${[
    `# ${name}`,
    `A request for the application \`${name}\` in the environment \`${environment}\`, owned by ${request.team}.`,
    '## Next steps',
    ...steps.map((text, index) => `${index + 1}. ${text}`),
    '## Addresses',
    addresses(status),
    ...variables(status),
    ...warnings(status),
  ].join('\n\n')}\n`;
}

function step(text: string, ...commands: readonly string[]): string {
  return [text, '', '   ```sh', ...commands.map((command) => `   ${command}`), '   ```'].join('\n');
}

/** Returns the steps that create the Secrets of services whose operator creates none. */
function secretSteps({ services, environment }: NewRequest): string[] {
  return services.flatMap(({ name, definition, secretName }) => {
    if (secretName === undefined) return [];
    const connection = definition.connection(name, { credentials: { secretName } });
    const what =
      connection.sealSecret === undefined
        ? 'password'
        : 'key of the data, and keep a copy outside the cluster';
    const text = `Create the Secret of \`${name}\` with the ${what}. Create it only once: the service keeps its first value.`;
    return [step(text, createSecret(definition, { secretName, name, namespace: environment }))];
  });
}

function addresses({ releases = [] }: DeliveredStatus): string {
  const rows = releases.map(({ name, host, port, secretName }) => [
    `\`${name}\``,
    `\`${host}:${port}\``,
    secretName === undefined ? '' : `\`${secretName}\``,
  ]);
  return table(['name', 'address', 'Secret with the credentials'], rows);
}

function variables({ bindings = [] }: DeliveredStatus): string[] {
  if (bindings.length === 0) return [];
  const rows = bindings.map((binding) => [
    `\`${binding.service}\``,
    binding.variables.map((name) => `\`${name}\``).join(', '),
  ]);
  return [
    '## Variables',
    'The pods of the application get these variables. Secrets stay in their Secret.',
    table(['service', 'variables'], rows),
  ];
}

function warnings({ warnings: texts = [] }: DeliveredStatus): string[] {
  return texts.length === 0 ? [] : ['## Warnings', texts.map((text) => `- ${text}`).join('\n')];
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}
