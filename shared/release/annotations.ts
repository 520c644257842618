import { type Problem, problem } from '../errors.ts';
import type { Value, Values } from '../helm/chart.ts';
import { isMap } from '../helm/layers.ts';
import { valuePath } from '../helm/value-path.ts';
import { scalarText } from '../scalar-text.ts';
import { matchesGlob } from './glob.ts';
import { dnsSubdomain } from './names.ts';
import { listValues, type Steps } from './value-access.ts';

/**
 * Annotations that every request may set. Controllers and injectors act on annotations with more rights than the request
 * has: they mount host paths, assume cloud roles or change other hosts. So a request may set only known harmless ones, and
 * those that the platform allows.
 */
export const harmlessAnnotations: readonly string[] = [
  'prometheus.io/*',
  'cert-manager.io/cluster-issuer',
  // Stakater's Reloader restarts the pods if a mounted object changes.
  'reloader.stakater.com/auto',
  'configmap.reloader.stakater.com/reload',
  'secret.reloader.stakater.com/reload',
  ...[
    'affinity',
    'auth-realm',
    'auth-secret',
    'auth-secret-type',
    'auth-type',
    'backend-protocol',
    'cors-allow-*',
    'enable-cors',
    'force-ssl-redirect',
    'limit-connections',
    'limit-rps',
    'proxy-body-size',
    'proxy-connect-timeout',
    'proxy-read-timeout',
    'proxy-send-timeout',
    'rewrite-target',
    'ssl-redirect',
    'use-regex',
  ].map((name) => `nginx.ingress.kubernetes.io/${name}`),
];

/** Grammar of an annotation key (Kubernetes, "Annotations", syntax and character set). */
const keyGrammar =
  /^(?:[a-z0-9](?:[-a-z0-9]*[a-z0-9])?(?:\.[a-z0-9](?:[-a-z0-9]*[a-z0-9])?)*\/)?[A-Za-z0-9](?:[-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/;

/** Maximum length of the prefix of a key, a DNS subdomain, in characters. */
const maxPrefixLength = 253;

/** Annotation that names a Secret: a slash would refer to another namespace (ingress-nginx, "Authentication"). */
const secretAnnotation = 'nginx.ingress.kubernetes.io/auth-secret';

/** Characters with which a value could inject configuration into a controller (CVE-2025-24514). */
const unsafeValue = /[\p{Cc};{}"'`#\\]/u;

/** Maximum size of all annotations of an object in bytes (Kubernetes, `TotalAnnotationSizeLimitB`). */
const maxSize = 256 * 1024;

/**
 * Returns a problem for each annotation that a request may not set, by value path. Annotations are the objects at keys
 * such as `podAnnotations` and `annotations`.
 *
 * @param values values that a request sets
 * @param allowed patterns of the platform, in which `*` matches any string
 * @param identities annotations of ServiceAccounts of the tenant, with the pattern of their values
 */
export function annotationProblems(
  values: Values,
  allowed: readonly string[],
  identities: Identities = {},
): Problem[] {
  return listValues(values).flatMap(({ steps, value }) => {
    if (!/annotations$/i.test(String(steps.at(-1)))) return [];
    if (isMap(value)) {
      const isIdentity = /^serviceAccount$/i.test(String(steps.at(-2)));
      return mapProblems(value, { steps, allowed, identities: isIdentity ? identities : undefined });
    }
    // Some charts render a string as a template.
    const isText = typeof value === 'string' && value.trim() !== '';
    return isText ? [problem(valuePath(steps), 'Annotations must be an object; use one key for each')] : [];
  });
}

/** Patterns of the values of annotations, by key. */
type Identities = Readonly<Record<string, string>>;

/** Rules of an annotation. Identities are absent unless it is one of a ServiceAccount. */
interface AnnotationRules {
  readonly allowed: readonly string[];
  readonly identities: Identities | undefined;
}

function mapProblems(
  annotations: Values,
  { steps, ...rules }: AnnotationRules & { readonly steps: Steps },
): Problem[] {
  const entries = Object.entries(annotations).filter(([, value]) => value !== null);
  const size = entries.reduce(
    (sum, [key, value]) => sum + Buffer.byteLength(`${key}${scalarText(value)}`),
    0,
  );
  const tooLarge = size > maxSize ? [problem(valuePath(steps), 'Annotations exceed 256 KiB')] : [];
  return [
    ...tooLarge,
    ...entries.flatMap(([key, value]) => {
      const message = annotationProblem(key, { value, ...rules });
      return message === undefined ? [] : [problem(valuePath([...steps, key]), message)];
    }),
  ];
}

function annotationProblem(
  key: string,
  { value, allowed, identities }: AnnotationRules & { readonly value: Value },
): string | undefined {
  if (key.indexOf('/') > maxPrefixLength || !keyGrammar.test(key))
    return 'Invalid annotation key; use "name" or "prefix/name"';
  if (identities !== undefined && Object.hasOwn(identities, key)) {
    const pattern = identities[key]!;
    if (matchesGlob(pattern, scalarText(value))) return undefined;
    return `The value is not allowed for the tenant; use one such as "${pattern}"`;
  }
  if (allowed.some((pattern) => matchesGlob(pattern, key))) return undefined;
  if (!harmlessAnnotations.some((pattern) => matchesGlob(pattern, key))) {
    const rule = identities === undefined ? 'allowedAnnotations' : 'tenants[].serviceAccountAnnotations';
    return `This annotation is not allowed; the platform team can allow it (BootstrapClaim spec.${rule})`;
  }
  if (key === secretAnnotation && !dnsSubdomain.test(scalarText(value)))
    return 'Invalid name of a Secret; use a Secret in the namespace of the release, without a slash';
  if (!unsafeValue.test(scalarText(value))) return undefined;
  return 'Invalid value of an annotation; remove quotes, braces, semicolons, "#", backslashes and line ends';
}
