/** Describes the mistake in the path of a URL. */
export function pathAdvice(value: string): string {
  if (/\s/.test(value)) return 'a path must not contain spaces';
  return value.startsWith('/') ? 'a path must not contain "#"' : 'a path must begin with "/"';
}
