import * as z from 'zod';
import { invalid, quotedValue } from './quoted-value.ts';
import { boundedText } from './vocabulary.ts';

/** Name of a port: at least one letter, and no two dashes in a row (IANA_SVC_NAME, RFC 6335 section 5.1). */
export const portName = '^([0-9]{1,14}-){0,7}[0-9]{0,14}[a-z][a-z0-9]{0,14}(-[a-z0-9]{1,14}){0,7}$';

/** Returns a schema for the number or the name of a port. */
export function portReference(): z.ZodType<string | number> {
  const name = boundedText(15).regex(
    new RegExp(portName),
    invalid('port', 'use the number or the name of a port'),
  );
  return z
    .union([portNumber(), name], {
      error: ({ input }) =>
        typeof input === 'number'
          ? `${input} is ${input < 1 ? 'below the minimum of 1' : 'above the maximum of 65535'}`
          : `Invalid port${quotedValue(input)}; use the number or the name of a port`,
    })
    .meta({
      'x-kubernetes-int-or-string': true,
      pattern: portName,
      maxLength: 15,
      minimum: 1,
      maximum: 65535,
    });
}

/** Returns a schema for the number of a port. */
export function portNumber(): z.ZodInt {
  return z.int().min(1).max(65535);
}
