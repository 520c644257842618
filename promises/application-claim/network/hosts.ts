import type * as z from 'zod';
import { invalid } from '../../../shared/promise/quoted-value.ts';
import { withRules } from '../../../shared/promise/rule.ts';
import { boundedText } from '../../../shared/promise/vocabulary.ts';
import { pathAdvice } from '../path-advice.ts';

const address = /^[0-9]+([.][0-9]+){3}$/;

/** Parts of a path that an Ingress and an HTTPRoute refuse (Kubernetes, `validateHTTPIngressPath`). */
const ambiguousPath = /\/\/|\/[.]{1,2}(\/|$)|%2[fF]/;

/** Returns the schema of a host name, which may begin with a wildcard. */
export function hostName(): z.ZodString {
  const host = boundedText(253).regex(
    /^(\*\.)?[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/,
    invalid('host', hostAdvice),
  );
  return withRules(host, [
    {
      cel: `!self.matches('${address.source}')`,
      message: 'A host cannot be an IP address; use a host name',
      check: (text) => !address.test(text),
    },
  ]);
}

/** Returns the schema of a path of a URL. */
export function urlPath(): z.ZodString {
  const path = boundedText(1024).regex(/^\/[^\s]*$/, invalid('path', pathAdvice));
  return withRules(path, [
    {
      cel: `!self.matches('${ambiguousPath.source.replaceAll('\\/', '/')}')`,
      message: 'A path cannot contain "//", "/./", "/../" or "%2F"; use the path as clients send it',
      check: (text) => !ambiguousPath.test(text),
    },
  ]);
}

function hostAdvice(value: string): string {
  const rest = value.replace(/^[a-z+]+:\/\//i, '');
  const parts = [
    ...(rest === value ? [] : ['the scheme']),
    ...(/\/$/.test(rest) ? ['the slash'] : rest.includes('/') ? ['the path'] : []),
    ...(/:[0-9]+/.test(rest) ? ['the port'] : []),
  ];
  if (parts.length > 0) return `remove ${parts.join(' and ')}`;
  return value === value.toLowerCase()
    ? 'use letters, digits, dashes and dots'
    : `did you mean "${value.toLowerCase()}"?`;
}
