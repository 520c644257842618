import { applicationClaim } from '../../../../promises/application-claim/promise.ts';
import { services } from '../../../../promises/services.ts';
import { type Problem, RequestError, UsageError } from '../../../../shared/errors.ts';
import { parseObject } from '../../../../shared/kratix/object.ts';
import { choicesHint } from '../../../../shared/nearest.ts';
import { parseRequest } from '../../../../shared/promise/parse-request.ts';
import type { ServiceDefinition } from '../../../../shared/service/define-service.ts';
import { findService, nearestService } from '../../../../shared/service/find-service.ts';
import { parseRequestYaml } from '../../../../shared/yaml.ts';
import { type OptionsOf, printFlag, variableName } from '../../define-command.ts';
import { splitImage } from '../convert/split-image.ts';
import { type RenderOptions, render } from '../render/render.ts';
import { smallestPlatform } from '../render/smallest-platform.ts';
import { newApp as command } from './command.ts';
import { printReadme } from './print-readme.ts';
import { type NewRequest, printRequest } from './print-request.ts';

/** Name of the file with the request. */
const requestFile = 'request.yaml';

/**
 * Returns the files of a new application by name: the request and the page with the next steps.
 *
 * @throws UsageError if an argument is invalid, or the request would be refused
 */
export async function newApp(
  options: OptionsOf<typeof command>,
  charts: RenderOptions['charts'],
): Promise<Record<string, string>> {
  const { name, team, environment, port } = options;
  const image = splitImage(options.image ?? `registry.example.com/${name}:v0.1.0`);
  const chosen = servicesOf(options.with ?? '');
  const request: NewRequest = {
    name,
    team,
    environment,
    port,
    image,
    isImagePlaceholder: options.image === undefined,
    services: chosen.map((service) => namedService(name, service)),
  };
  const text = printRequest(request);
  checkRequest(text, request);
  const status = await renderStatus(text, request, charts);
  return { [requestFile]: text, 'README.md': printReadme(request, { status, requestFile }) };
}

function namedService(application: string, definition: ServiceDefinition): NewRequest['services'][number] {
  const name = `${application}-${definition.type}`;
  if (definition.credentials !== 'required') return { name, definition };
  return { name, definition, secretName: `${name}-credentials` };
}

/** @throws UsageError for an unknown or repeated type */
function servicesOf(list: string): ServiceDefinition[] {
  const types = list.split(/[\s,]+/).filter((type) => type !== '');
  const found = types.map(serviceOf);
  const repeated = found.find((service, index) => found.indexOf(service) !== index);
  if (repeated === undefined) return found;
  throw new UsageError(
    `${printFlag(command, 'with')}: Duplicate type "${repeated.type}"; name it once, and add more components to the request`,
  );
}

function serviceOf(type: string): ServiceDefinition {
  const service = findService(services, type);
  if (service !== undefined) return service;
  const near = nearestService(services, type)?.type;
  const hint = choicesHint(near, {
    label: 'supported',
    choices: services.map(({ type }) => type).join(', '),
  });
  throw new UsageError(`${printFlag(command, 'with')}: Unsupported service type "${type}"${hint}`);
}

/** Argument that sets each field of the request. */
const argumentsOfFields: readonly [RegExp, string][] = [
  [/^spec\.applications\[0\]\.name/, `${variableName('name')}= (name)`],
  [/^spec\.owner/, printFlag(command, 'team')],
  [/^spec\.environment/, printFlag(command, 'environment')],
  [/^spec\.applications\[0\]\.image/, printFlag(command, 'image')],
  [/^spec\.applications\[0\]\.ports/, printFlag(command, 'port')],
  [/^spec\.(components|applications\[0\]\.services)/, printFlag(command, 'with')],
];

/**
 * Checks the arguments with the rules of a request. Problems of values that are derived from other arguments are left out.
 *
 * @throws UsageError with the argument of each problem
 */
function checkRequest(text: string, { services: chosen, isImagePlaceholder }: NewRequest): void {
  try {
    parseRequest(applicationClaim, parseObject(parseRequestYaml(text)));
  } catch (error) {
    if (!(error instanceof RequestError)) throw error;
    const own = error.problems.filter(
      ({ path }) =>
        !path.startsWith('spec.applications[0].services') &&
        !(isImagePlaceholder && path.startsWith('spec.applications[0].image')),
    );
    throw refusal(
      own.map(({ path, message }) => {
        const [, index] = /^spec\.components\[(\d+)\]\.name$/.exec(path) ?? [];
        return {
          path,
          message: index ? `The service "${chosen[Number(index)]?.name}": ${message}` : message,
        };
      }),
    );
  }
}

function refusal(problems: readonly Problem[]): UsageError {
  // The rules of an item's name include those of the request's name.
  const own = problems.filter(({ path }) => path !== 'metadata.name');
  const lines = own.map(({ path, message }) => {
    const argument = argumentsOfFields.find(([field]) => field.test(path))?.[1] ?? path;
    return `${argument}: ${message}`;
  });
  return new UsageError([...new Set(lines)].join('\n'));
}

/** Returns the status that the pipeline reports on a platform with the environment. */
async function renderStatus(
  text: string,
  { environment }: NewRequest,
  charts: RenderOptions['charts'],
): Promise<object> {
  const files = [{ name: requestFile, text }];
  for await (const { outcome } of render({
    platforms: smallestPlatform({ environment }),
    files,
    out: undefined,
    charts,
  })) {
    if (outcome.outcome === 'refused') throw refusal(outcome.status.failure.problems);
    return outcome.status;
  }
  throw new Error('The pipeline reports no result');
}
