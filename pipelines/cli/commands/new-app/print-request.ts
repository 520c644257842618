import { apiVersion } from '../../../../shared/api-version.ts';
import type { ServiceDefinition } from '../../../../shared/service/define-service.ts';
import { printYaml } from '../../../../shared/yaml.ts';
import type { ImageParts } from '../convert/split-image.ts';

/** Application of a new request, and its services. */
export interface NewRequest {
  readonly name: string;
  readonly team: string;
  readonly environment: string;
  readonly port: number;
  readonly image: ImageParts;
  /** True if the image is a placeholder that the team must replace. */
  readonly isImagePlaceholder: boolean;
  readonly services: readonly {
    readonly name: string;
    readonly definition: ServiceDefinition;
    /** Secret that must exist. */
    readonly secretName?: string;
  }[];
}

/** Returns a request as a person writes it: in the usual order, with comments. */
export function printRequest(request: NewRequest): string {
  const { name, team, environment, port, image, isImagePlaceholder, services } = request;
  const hasServices = services.length > 0;
  return [
    `apiVersion: ${apiVersion}`,
    'kind: ApplicationClaim',
    'metadata:',
    `  name: ${scalar(name)}`,
    'spec:',
    `  environment: ${scalar(environment)}`,
    '  owner:',
    `    team: ${scalar(team)}`,
    '  applications:',
    `    - name: ${scalar(name)}`,
    ...(isImagePlaceholder ? ['      # a placeholder: replace it with your image'] : []),
    '      image:',
    ...Object.entries(image).map(([field, value]) => `        ${field}: ${scalar(value)}`),
    '      ports:',
    '        - name: http',
    `          port: ${port}`,
    ...(hasServices
      ? [
          '      # the pods get the connection of each service as variables; README.md lists them',
          '      services:',
        ]
      : []),
    ...services.map((service) => `        - ${scalar(service.name)}`),
    ...(hasServices ? ['  components:'] : []),
    ...services.flatMap((service) => [
      `    - name: ${scalar(service.name)}`,
      `      type: ${service.definition.type}`,
      ...(service.secretName === undefined
        ? []
        : ['      credentials:', `        secretName: ${scalar(service.secretName)}`]),
    ]),
    '',
  ].join('\n');
}

/** Returns a string in quotes where a parser could read another type. */
function scalar(text: string): string {
  return printYaml(text).trimEnd();
}
