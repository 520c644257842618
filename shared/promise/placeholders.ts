/*
 * Placeholders in text: references that another program replaces, such as `${VAR}`, `$(VAR)`, `{{ .Values.x }}` or
 * `<password>`. Every pattern is bounded, so that the search takes linear time.
 */

/** Character that replaces a placeholder; the rest of the text stays visible to the rules. */
export const mark = '\uE000';

/** First characters of placeholders, as a cheap test. */
const opening = /[${<%_[]/;

/** Names before a colon that say where a value comes from, in contrast to `${NAME:default}`. */
const sources = /^(?:env|file|vault|secrets?|sys|ssm|aws|gcp|azure|op|base64|random|configmap)$/i;

/** Defaults that hold no credential. */
const emptyDefault = /^(?:[?+]|["']{2}$|$|null$|none$|true$|false$)/i;

/** Patterns of placeholders with their replacements; all bounded. */
export const placeholderPatterns: readonly (readonly [RegExp, string | ((body: string) => string)])[] = [
  // Go templates, Jinja, GitHub Actions.
  [/\$?\{\{[^{}\n]{0,300}\}\}/g, mark],
  // Shell, Spring, Docker Compose: with a default, the default is the value.
  [/\$\{([^{}\n]{0,300})\}/g, reference],
  // Grafana.
  [/\$__[a-z]{2,10}\{[^{}\n]{0,300}\}/g, mark],
  // Kubernetes, make, command substitution.
  [/\$\([^()\n]{0,300}\)/g, mark],
  // Values encrypted by SOPS and Spring Cloud Config.
  [/ENC\[[^\]\n]{1,500}\]/g, mark],
  [/\{cipher\}[A-Za-z0-9+/=]{1,1000}/g, mark],
  // Documentation and simple templates: {user}, <password>, %NAME%, %(name)s, __NAME__.
  [/#?\{[A-Za-z_][\w.-]{0,60}\}#?/g, mark],
  [/<[A-Za-z_][\w. -]{0,60}>/g, mark],
  [/%[A-Z][A-Z_]{3,60}%/g, mark],
  [/%\([A-Za-z_]\w{0,60}\)s/g, mark],
  [/\b__[A-Z][A-Z0-9_]{2,60}__\b/g, mark],
  // Shell variables, and variables of nginx such as $http_authorization.
  [/\$(?:env:)?[A-Z_][A-Z0-9_]{1,60}(?![A-Za-z0-9])/g, mark],
  [/\$[a-z]{2,20}_[a-z_]{1,60}(?![A-Za-z0-9])/g, mark],
];

/** Returns the replacement of `${body}`. */
function reference(body: string): string {
  const [, name = '', separator, fallback = ''] = /^([\w.-]*?)(:?[-?+=]|:)(.*)$/s.exec(body) ?? [];
  if (separator === undefined || (separator === ':' && sources.test(name))) return mark;
  if (separator.endsWith('?') || separator.endsWith('+') || emptyDefault.test(fallback)) return mark;
  return `${mark}${fallback}`;
}

/** Returns the text with a mark for every placeholder. A default such as in `${PASSWORD:-x}` stays. */
export function markPlaceholders(text: string): string {
  if (!opening.test(text)) return text;
  // Templates and references nest: the first pass replaces the inner ones.
  return [...placeholderPatterns.slice(0, 2), ...placeholderPatterns].reduce(
    (rest, [pattern, replacement]) =>
      typeof replacement === 'string'
        ? rest.replace(pattern, replacement)
        : rest.replace(pattern, (_, body: string) => replacement(body)),
    text,
  );
}

/** Returns true if only placeholders, punctuation and the scheme of a header are left of a marked text. */
export function isPlaceholder(marked: string): boolean {
  if (!marked.includes(mark)) return false;
  return marked.length < 2000 && marked.replace(/\b(?:bearer|basic|token)\b|[^A-Za-z0-9]/gi, '') === '';
}
