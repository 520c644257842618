import * as z from 'zod';
import { type UniqueKey, withUniqueKey } from '../../../shared/promise/collections.ts';
import { portName, portNumber } from '../../../shared/promise/ports.ts';
import { invalid } from '../../../shared/promise/quoted-value.ts';
import { withRules } from '../../../shared/promise/rule.ts';
import { boundedText } from '../../../shared/promise/vocabulary.ts';

/** Returns the schema of the ports of the container and of the Service. */
export function ports() {
  const port = z.strictObject({
    name: boundedText(15)
      .regex(
        new RegExp(portName),
        invalid(
          'port name',
          'use lower-case letters, digits and single dashes, at most 15, with at least one letter',
        ),
      )
      .describe('Name of the port. Probes and ingress use the port named http, or else the first'),
    port: portNumber().describe('Number of the port of the container'),
    protocol: z.enum(['TCP', 'UDP', 'SCTP']).default('TCP').describe('Protocol of the port'),
    servicePort: portNumber().optional().describe('Number of the port of the Service. Defaults to port'),
    appProtocol: boundedText(317)
      .regex(
        /^([a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*\/)?[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/,
        invalid('protocol', 'use one such as "http", "grpc" or "kubernetes.io/h2c"'),
      )
      .optional()
      .describe('Application protocol. A Gateway exposes grpc and kubernetes.io/h2c by a GRPCRoute'),
  });
  type Port = z.output<typeof port>;
  const once = (isSame: string): string => `self.all(a, self.exists_one(b, ${isSame}))`;
  const servicePort = (of: string): string => `(has(${of}.servicePort) ? ${of}.servicePort : ${of}.port)`;
  const list = withRules(z.array(port).max(20), [
    { cel: once('a.name == b.name'), message: 'Duplicate name of a port' },
    {
      cel: once('a.port == b.port && a.protocol == b.protocol'),
      message: 'Duplicate port of the container',
    },
    {
      cel: once(`${servicePort('a')} == ${servicePort('b')} && a.protocol == b.protocol`),
      message: 'Duplicate port of the Service',
    },
  ]);
  // The same rules in TypeScript, with messages that name the ports.
  return distinctPorts.reduce((ports, rule) => withUniqueKey<Port, typeof list>(ports, rule), list);
}

interface PortNumbers {
  readonly name: string;
  readonly port: number;
  readonly protocol: string;
  readonly servicePort?: number | undefined;
}

const distinctPorts: readonly UniqueKey<PortNumbers>[] = [
  {
    field: 'name',
    key: ({ name }) => name,
    message: ({ name }) => `Duplicate name "${name}"`,
  },
  {
    field: 'port',
    key: ({ port, protocol }) => `${protocol} ${port}`,
    message: ({ port }) => `Duplicate port ${port} of the container`,
  },
  {
    field: 'servicePort',
    key: ({ port, servicePort = port, protocol }) => `${protocol} ${servicePort}`,
    message: ({ port, servicePort = port }) => `Duplicate port ${servicePort} of the Service`,
  },
];
