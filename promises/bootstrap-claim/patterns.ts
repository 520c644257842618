import type * as z from 'zod';
import { invalid } from '../../shared/promise/quoted-value.ts';
import { type Rule, withRules } from '../../shared/promise/rule.ts';
import { boundedText, notReserved } from '../../shared/promise/vocabulary.ts';
import { reservedNamespace, reservedNamespacesText } from '../../shared/release/names.ts';

/** Returns the schema of a pattern of namespaces in which requests are applied. */
export function requestNamespacePattern(): z.ZodString {
  return namespacePattern([]);
}

/** Returns the schema of a pattern of namespaces for releases. */
export function releaseNamespacePattern(): z.ZodString {
  return namespacePattern([
    {
      cel: notReserved.cel!,
      message: `The pattern matches only reserved namespaces: ${reservedNamespacesText}`,
      check: (text) => !reservedNamespace.test(text),
    },
  ]);
}

/** Returns the schema of a pattern of ingress hosts. */
export function hostPattern(): z.ZodString {
  const pattern = boundedText(253).regex(
    /^[a-z0-9*]([-a-z0-9.*]*[a-z0-9*])?$/,
    invalid('host pattern', 'use a host such as "*.pay.example.com" in lower case'),
  );
  return withRules(pattern, [singleStars]);
}

function namespacePattern(rules: readonly Rule<string>[]): z.ZodString {
  const pattern = boundedText(63).regex(
    /^[a-z0-9*]([-a-z0-9*]*[a-z0-9*])?$/,
    'Invalid namespace pattern; use lower-case letters, digits, dashes and "*"',
  );
  return withRules(pattern, [singleStars, ...rules]);
}

const singleStars: Rule<string> = {
  cel: "!self.contains('**')",
  message: 'Duplicate "*"; write "*" instead of "**"',
  check: (text) => !text.includes('**'),
};
