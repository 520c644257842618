import { furtherSettings } from '../../../shared/promise/further-settings.ts';
import { lazy } from '../../../shared/promise/lazy.ts';
import { commandLine } from './command.ts';
import { env, envFrom } from './env.ts';
import { furtherContainers } from './further-containers.ts';
import { healthCheck } from './health-check.ts';
import { ports } from './ports.ts';

/** Returns the schemas of the fields about the container of an application. */
export function containerFields() {
  return {
    ports: lazy(ports)
      .optional()
      .meta({ 'x-form': 'list-or-unset' })
      .describe(
        'Ports of the container and of the Service. Defaults to 8080 behind 80; an empty list makes a worker',
      ),
    ...furtherSettings('container', {
      healthCheck: lazy(healthCheck)
        .optional()
        .describe(
          "Probes. Without it, a TCP readiness probe of the main port. If empty, HTTP probes at the chart's paths",
        ),
      command: lazy(commandLine).optional().describe("Entrypoint of the container. Defaults to the image's"),
      args: lazy(commandLine).optional().describe("Arguments of the entrypoint. Defaults to the image's"),
    }),
    env: lazy(env).optional().describe('Environment variables'),
    ...furtherSettings('container', {
      envFrom: lazy(envFrom)
        .optional()
        .describe('Secrets and ConfigMaps whose keys become environment variables'),
      ...furtherContainers(),
    }),
  };
}
