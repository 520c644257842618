import * as z from 'zod';
import { portNumber, portReference } from '../../../shared/promise/ports.ts';
import { invalid } from '../../../shared/promise/quoted-value.ts';
import { withRules } from '../../../shared/promise/rule.ts';
import { boundedText, environmentName, itemName, label } from '../../../shared/promise/vocabulary.ts';

/** Network policy of an application. */
export type NetworkPolicy = z.output<ReturnType<typeof networkPolicy>>;

/** Returns the schema of the traffic that pods accept and send. */
export function networkPolicy() {
  const protocol = () => z.enum(['TCP', 'UDP', 'SCTP']).default('TCP').describe('Protocol of the port');
  const own = z.strictObject({
    port: portReference().describe('Name or number of a port of the application'),
    protocol: protocol(),
  });
  const other = z.strictObject({ port: portNumber().describe('Number of the port'), protocol: protocol() });
  return z.strictObject({
    from: peers(own)
      .optional()
      .meta({ 'x-form': 'list-or-unset' })
      .describe('Callers that the pods accept. An empty list refuses all; unset accepts all'),
    to: peers(other)
      .optional()
      .meta({ 'x-form': 'list-or-unset' })
      .describe('Targets that the pods reach, besides DNS. An empty list refuses all; unset reaches all'),
  });
}

function peers<Port extends z.ZodType>(port: Port) {
  const range = () =>
    boundedText(49).regex(/^[0-9a-fA-F:.]+\/[0-9]{1,3}$/, invalid('CIDR', 'use one such as "10.0.0.0/8"'));
  const peer = z.strictObject({
    application: itemName()
      .optional()
      .describe('Name of an application: the pods with this app.kubernetes.io/instance'),
    environment: environmentName()
      .optional()
      .describe(
        'Environment of the application, or of all pods of its namespace. Defaults to the own namespace',
      ),
    namespace: label().optional().describe('Namespace of the application, or of all its pods'),
    cidr: range().optional().describe('Range of IP addresses outside of the cluster'),
    except: z.array(range()).min(1).max(16).optional().describe('Parts of the range that are left out'),
    ports: z.array(port).min(1).max(16).optional().describe('Ports of the traffic. Defaults to all'),
  });
  const checked = withRules(peer, [
    {
      cel: '[has(self.cidr), has(self.application) || has(self.environment) || has(self.namespace)].exists_one(x, x)',
      message: 'Use either cidr, or application, environment and namespace',
      check: ({ cidr, application, environment, namespace }) =>
        (cidr === undefined) !== ((application ?? environment ?? namespace) === undefined),
    },
    {
      cel: '!has(self.environment) || !has(self.namespace)',
      message: 'environment and namespace exclude each other; use only one of them',
      check: ({ environment, namespace }) => environment === undefined || namespace === undefined,
      path: ['namespace'],
    },
    {
      cel: '!has(self.except) || has(self.cidr)',
      message: 'except needs cidr',
      check: ({ except, cidr }) => except === undefined || cidr !== undefined,
      path: ['except'],
    },
  ]);
  return z.array(checked).max(32);
}
