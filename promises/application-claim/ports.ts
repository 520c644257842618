import * as z from 'zod';
import { withRules } from '../../shared/promise/rule.ts';

/** Ports of the container and of the Service. */
export function ports() {
  const port = z.strictObject({
    name: z
      .string()
      .max(15)
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
  const isUnique = (list: readonly Port[], key: (port: Port) => string): boolean =>
    new Set(list.map(key)).size === list.length;
  const once = (isSame: string): string => `self.all(a, self.exists_one(b, ${isSame}))`;
  const servicePort = (of: string): string => `(has(${of}.servicePort) ? ${of}.servicePort : ${of}.port)`;
  return withRules(z.array(port).min(1).max(20), [
    {
      cel: once('a.name == b.name'),
      message: 'The name of a port stands twice',
      check: (list) => isUnique(list, ({ name }) => name),
    },
    {
      cel: once('a.port == b.port && a.protocol == b.protocol'),
      message: 'A port of the container stands twice',
      check: (list) => isUnique(list, ({ port: number, protocol }) => `${protocol} ${number}`),
    },
    {
      cel: once(`${servicePort('a')} == ${servicePort('b')} && a.protocol == b.protocol`),
      message: 'A port of the Service stands twice',
      check: (list) =>
        isUnique(list, ({ port: number, servicePort = number, protocol }) => `${protocol} ${servicePort}`),
    },
  ]);
}
