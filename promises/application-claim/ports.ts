import * as z from 'zod';
import { withRules } from '../../shared/promise/rule.ts';
import { boundedText, type Distinct, withDistinct } from '../../shared/promise/vocabulary.ts';

/** Ports of the container and of the Service. */
export function ports() {
  const port = z.strictObject({
    name: boundedText(15)
      .regex(
        /^[0-9]{0,14}[a-z][a-z0-9]{0,14}(-[a-z0-9]{1,14}){0,7}$/,
        'Not the name of a port: lower-case letters, digits and dashes, at most 15',
      )
      .describe('Name of the port; the one named http, else the first, is what probes and ingress use'),
    port: z.int().min(1).max(65535).describe('Port of the container'),
    protocol: z.enum(['TCP', 'UDP', 'SCTP']).default('TCP').describe('Protocol of the port'),
    servicePort: z.int().min(1).max(65535).optional().describe('Port of the Service; the port where absent'),
  });
  type Port = z.output<typeof port>;
  const once = (isSame: string): string => `self.all(a, self.exists_one(b, ${isSame}))`;
  const servicePort = (of: string): string => `(has(${of}.servicePort) ? ${of}.servicePort : ${of}.port)`;
  const list = withRules(z.array(port).min(1).max(20), [
    { cel: once('a.name == b.name'), message: 'The name of a port stands twice' },
    {
      cel: once('a.port == b.port && a.protocol == b.protocol'),
      message: 'A port of the container stands twice',
    },
    {
      cel: once(`${servicePort('a')} == ${servicePort('b')} && a.protocol == b.protocol`),
      message: 'A port of the Service stands twice',
    },
  ]);
  // The same rules once more, which name the port that has to change.
  return distinctPorts.reduce((ports, rule) => withDistinct<Port, typeof list>(ports, rule), list);
}

interface PortNumbers {
  readonly name: string;
  readonly port: number;
  readonly protocol: string;
  readonly servicePort?: number | undefined;
}

const distinctPorts: readonly Distinct<PortNumbers>[] = [
  {
    field: 'name',
    key: ({ name }) => name,
    message: ({ name }) => `Name '${name}' stands twice`,
  },
  {
    field: 'port',
    key: ({ port, protocol }) => `${protocol} ${port}`,
    message: ({ port }) => `Port ${port} of the container stands twice`,
  },
  {
    field: 'servicePort',
    key: ({ port, servicePort = port, protocol }) => `${protocol} ${servicePort}`,
    message: ({ port, servicePort = port }) => `Port ${servicePort} of the Service stands twice`,
  },
];
