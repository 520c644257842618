import * as z from 'zod';
import { boundedRecord } from '../../../shared/promise/collections.ts';
import { invalid } from '../../../shared/promise/quoted-value.ts';
import { type RuleProblem, withRules } from '../../../shared/promise/rule.ts';
import { boundedText } from '../../../shared/promise/vocabulary.ts';
import { dnsSubdomain } from '../../../shared/release/names.ts';

/** Domains whose labels Kubernetes, Helm, Argo CD and the platform set. */
const reservedDomains = [
  'kubernetes.io',
  'k8s.io',
  'helm.sh',
  'argoproj.io',
  'kratix.io',
  'backstage.io',
  'infraforge.io',
];

/** Pattern of the keys of reserved labels, valid in RE2 and JavaScript. */
const reservedKey = `^([^/]+[.])?(${reservedDomains.join('|').replaceAll('.', '[.]')})/`;

/** Returns the schema of labels (Kubernetes, "Labels and Selectors", syntax and character set). */
export function labels() {
  const value = boundedText(63).regex(
    /^([A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?)?$/,
    invalid('value of a label', 'use letters, digits, "-", "_" and ".", with a letter or digit at both ends'),
  );
  return withRules(boundedRecord(z.string().max(317), value, { max: 20 }), [
    {
      cel: `!self.exists(key, key.matches('${reservedKey}'))`,
      message: `The prefixes ${reservedDomains.join(', ')} are reserved; use a prefix of your own or none`,
      problems: (all) => Object.keys(all).flatMap(keyProblems),
    },
  ]);
}

function keyProblems(key: string): RuleProblem[] {
  const message = new RegExp(reservedKey).test(key)
    ? 'Reserved prefix of a label; use a prefix of your own or none'
    : isLabelKey(key)
      ? undefined
      : 'Invalid key of a label; use "name" or "prefix/name", with a name of at most 63 characters';
  return message === undefined ? [] : [{ path: [key], message }];
}

/** Returns true for a key of a label. */
export function isLabelKey(key: string): boolean {
  const slash = key.indexOf('/');
  const [prefix, name] = slash < 0 ? [undefined, key] : [key.slice(0, slash), key.slice(slash + 1)];
  if (prefix !== undefined && (prefix.length > 253 || !dnsSubdomain.test(prefix))) return false;
  return name.length <= 63 && /^[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?$/.test(name);
}
