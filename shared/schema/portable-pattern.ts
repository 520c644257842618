/** Characters that `\s` matches in Go; JavaScript matches more. */
const space = '\\t\\n\\f\\r ';

/** Escapes with the same meaning in both languages. */
const equalEscapes = 'dDwWbBnrtfv';

/**
 * Returns the source of a JavaScript expression, with the flag `u`, that matches what Go matches.
 *
 * @throws Error for syntax that only one of the languages has
 */
export function toPortablePattern(pattern: string): string {
  const tokens = pattern.match(/\\.|\[\^?(?:\\.|[^\\\]])+\]|\(\?:?|\{\d+(?:,\d*)?\}|[\s\S]/gu) ?? [];
  return tokens.map((token) => portableToken(token, pattern)).join('');
}

function portableToken(token: string, pattern: string): string {
  if (token === '.') return '[^\\n]';
  if (token === '\\s') return `[${space}]`;
  if (token === '\\S') return `[^${space}]`;
  if (token.startsWith('\\')) return portableEscape(token, { pattern, inClass: false });
  if (token.length > 1 && token.startsWith('[')) return portableClass(token, pattern);
  if (['[', ']', '{', '}', '(?'].includes(token)) throw difference(token, pattern);
  return token;
}

function difference(token: string, pattern: string): Error {
  return new Error(
    `Go and JavaScript read "${token}" of the pattern ${pattern} differently; write it in another way`,
  );
}

function portableClass(token: string, pattern: string): string {
  const inner = token.replace(/^\[\^?/, '').slice(0, -1);
  if (/^\]|\[:|\\[SDWbB]/.test(inner)) throw difference(token, pattern);
  const parts = inner.match(/\\.|[\s\S]/gu) ?? [];
  const printed = parts.map((part) => {
    if (part === '\\s') return space;
    if (part === '[') return '\\[';
    return part.startsWith('\\') ? portableEscape(part, { pattern, inClass: true }) : part;
  });
  return `${token.startsWith('[^') ? '[^' : '['}${printed.join('')}]`;
}

function portableEscape(token: string, { pattern, inClass }: { pattern: string; inClass: boolean }): string {
  const escaped = token.slice(1);
  if (equalEscapes.includes(escaped)) return token;
  if (/[A-Za-z0-9]|[^ -~]/.test(escaped) || escaped === '') throw difference(token, pattern);
  const needsEscape = '^$\\.*+?()[]{}|/'.includes(escaped) || (inClass && escaped === '-');
  return needsEscape ? token : escaped;
}
