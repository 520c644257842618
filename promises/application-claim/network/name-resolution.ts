import * as z from 'zod';
import { parseAddress } from '../../../shared/ip-address.ts';
import { invalid, quotedValue } from '../../../shared/promise/quoted-value.ts';
import { withRules } from '../../../shared/promise/rule.ts';
import { boundedText, objectName, text } from '../../../shared/promise/vocabulary.ts';

/** Returns the schema of the entries of `/etc/hosts`. */
export function hostAliases() {
  const alias = z.strictObject({
    ip: address().describe('IP address'),
    hostnames: z.array(objectName()).min(1).max(16).describe('Host names of the address'),
  });
  return z.array(alias).min(1).max(32);
}

/** Most characters of all search domains (Kubernetes, `MaxDNSSearchListChars`). */
const searchCharacters = 2048;

/** Returns the schema of the DNS settings of pods, with the limits of Kubernetes. */
export function dnsConfig() {
  const search = boundedText(254, { min: 1 }).regex(
    /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*\.?$/,
    invalid('search domain', 'use lower-case letters, digits, dashes and dots'),
  );
  const option = z.strictObject({
    name: text(63).min(1).describe('Name of the option, such as ndots'),
    value: text(63).optional().describe('Value of the option'),
  });
  return z.strictObject({
    nameservers: z.array(address()).min(1).max(3).optional().describe('IP addresses of further DNS servers'),
    searches: withRules(z.array(search).min(1).max(32), [
      {
        message: `The search domains have more than ${searchCharacters} characters; remove some`,
        check: (all) => all.join(' ').length <= searchCharacters,
      },
    ])
      .optional()
      .describe('Further search domains of short names'),
    options: z.array(option).min(1).max(16).optional().describe('Options of the resolver'),
  });
}

function address() {
  // CEL has functions for addresses from Kubernetes 1.31 on only.
  return withRules(boundedText(45, { min: 2 }), [
    {
      message: 'Invalid IP address',
      problems: (value) =>
        parseAddress(value) === undefined
          ? [{ path: [], message: `Invalid IP address${quotedValue(value)}; use IPv4 or IPv6` }]
          : [],
    },
  ]);
}
