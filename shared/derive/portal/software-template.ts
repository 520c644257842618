import { platformTeam as owner } from '../../catalog/entity.ts';
import type { SchemaNode } from '../open-api.ts';

/** Parts in which the software templates of this project differ. */
interface TemplateParts {
  readonly metadata: SchemaNode & { readonly tags: readonly string[] };
  readonly type: string;
  /** Pages of the form. */
  readonly parameters: readonly SchemaNode[];
  /** Text of the button that runs the step. Defaults to that of Backstage. */
  readonly button?: string;
  readonly step: {
    readonly id: string;
    readonly name: string;
    readonly action: string;
    readonly input: SchemaNode;
  };
  /** Title of each text that the template shows at its end, with the output of the step. */
  readonly output: Readonly<Record<string, string>>;
}

/** Returns a software template with one step (Backstage, "Writing Templates"). */
export function softwareTemplate({
  metadata,
  type,
  parameters,
  button,
  step,
  output,
}: TemplateParts): SchemaNode {
  return {
    apiVersion: 'scaffolder.backstage.io/v1beta3',
    kind: 'Template',
    metadata,
    spec: {
      owner,
      type,
      parameters,
      ...(button !== undefined && { presentation: { buttonLabels: { createButtonText: button } } }),
      steps: [step],
      output: {
        text: Object.entries(output).map(([title, name]) => ({
          title,
          content: `\${{ steps.${step.id}.output.${name} }}`,
        })),
      },
    },
  };
}
