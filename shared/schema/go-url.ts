/** URL as Go's `net/url` parses it, without the fragment. */
export interface GoURL {
  /** In lower case; empty for a relative reference. */
  readonly scheme: string;
  /** Rest of a URL without a slash after the scheme, such as that of `urn:a:b`. */
  readonly opaque: string;
  /** Host with port, and user information before it; undefined without `//`. */
  readonly authority: string | undefined;
  /** Escaped path. */
  readonly path: string;
  readonly query: string | undefined;
}

/** Parses the part of a URL before its fragment like `url.Parse` of Go; undefined for an invalid URL. */
export function parseGoURL(text: string): GoURL | undefined {
  if (/[\x00-\x1f\x7f]/.test(text) || text.startsWith(':')) return undefined;
  const scheme = /^([A-Za-z][A-Za-z0-9+.-]*):/.exec(text)?.[1]?.toLowerCase() ?? '';
  const [before, query] = cut(scheme === '' ? text : text.slice(scheme.length + 1), '?');
  if (scheme !== '' && !before.startsWith('/'))
    return { scheme, opaque: before, authority: undefined, path: '', query };
  // A relative path whose first segment looks like a scheme.
  if (/^[^/]*:/.test(before)) return undefined;
  const { authority, path } = splitAuthority(before, scheme);
  if (authority !== undefined && !isAuthority(authority, scheme)) return undefined;
  return isEscaped(path) ? { scheme, opaque: '', authority, path, query } : undefined;
}

/** Splits the part after a scheme into authority and path. */
function splitAuthority(text: string, scheme: string): Pick<GoURL, 'authority' | 'path'> {
  if (!text.startsWith('//') || (scheme === '' && text.startsWith('///')))
    return { authority: undefined, path: text };
  const [authority, rest] = cut(text.slice(2), '/');
  return { authority, path: rest === undefined ? '' : `/${rest}` };
}

/** Resolves a reference like `ResolveReference` of Go and the JSON Schema library of Helm. */
export function resolveGoURL(base: GoURL, reference: GoURL): string {
  if (reference.scheme !== '' || reference.authority) return printGoURL(reference);
  if (base.opaque !== '')
    return printGoURL({ ...reference, scheme: base.scheme, opaque: base.opaque, path: '' });
  const inherited = reference.path === '' && reference.query === undefined ? base.query : reference.query;
  const path = joinPaths(base.path, reference.path);
  return printGoURL({ ...base, path, query: inherited });
}

function printGoURL({ scheme, opaque, authority, path, query }: GoURL): string {
  const start = scheme === '' ? '' : `${scheme}:`;
  const rest = opaque !== '' ? opaque : `${authority === undefined ? '' : `//${authority}`}${path}`;
  return `${start}${rest}${query === undefined ? '' : `?${query}`}`;
}

/** Joins paths and removes dot segments (RFC 3986 section 5.2). */
function joinPaths(base: string, reference: string): string {
  const full = reference.startsWith('/')
    ? reference
    : reference === ''
      ? base
      : base.slice(0, base.lastIndexOf('/') + 1) + reference;
  if (full === '') return '';
  const kept: string[] = [];
  const segments = full.split('/');
  for (const segment of segments) {
    if (segment === '..') kept.pop();
    else if (segment !== '.') kept.push(segment);
  }
  const endsInFolder = ['.', '..'].includes(segments.at(-1) ?? '');
  return `/${kept.join('/').replace(/^\/+/, '')}${endsInFolder && kept.length > 1 ? '/' : ''}`;
}

/** Splits text at the first separator. */
function cut(text: string, separator: string): [string, string | undefined] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)];
}

/** Returns true if every percent sign begins an escape. */
export function isEscaped(text: string): boolean {
  return !/%(?![0-9A-Fa-f]{2})/.test(text);
}

function isAuthority(authority: string, scheme: string): boolean {
  const at = authority.lastIndexOf('@');
  const user = authority.slice(0, Math.max(0, at));
  return /^[\w.:~!$&'()*+,;=%@-]*$/.test(user) && isEscaped(user) && isHost(authority.slice(at + 1), scheme);
}

function isHost(host: string, scheme: string): boolean {
  const literal = /^\[(.*)\](:[0-9]*)?$/.exec(host);
  if (literal?.[1] !== undefined) {
    const [address, zone] = cut(literal[1], '%25');
    return isHostText(address) && isIPv6(address) && zone !== '' && (zone === undefined || isZone(zone));
  }
  if (host.includes('[')) return false;
  const strict = scheme === 'http' || scheme === 'https';
  const colon = strict ? host.indexOf(':') : host.lastIndexOf(':');
  return (colon < 0 || /^:[0-9]*$/.test(host.slice(colon))) && isHostText(host);
}

/** Characters of a host, and escapes of bytes that are not ASCII. */
function isHostText(text: string): boolean {
  return /^(?:[\w.~!$&'()*+,;=:[\]<>"-]|[^\x00-\x7f]|%[89A-Fa-f][0-9A-Fa-f]|%25)*$/.test(text);
}

function isZone(text: string): boolean {
  return isEscaped(text) && isHostText(text.replace(/%[0-9A-Fa-f]{2}/g, ''));
}

/** Returns true for an IPv4 address as `netip` of Go parses it. */
export function isIPv4(text: string): boolean {
  return /^(?:(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(?:\.(?!$)|$)){4}$/.test(text);
}

/** Returns true for an IPv6 address without a zone as `netip` of Go parses it. */
export function isIPv6(text: string): boolean {
  const last = text.slice(text.lastIndexOf(':') + 1);
  const embedded = last.includes('.');
  if (!text.includes(':') || (embedded && !isIPv4(last))) return false;
  // The last two groups may be an IPv4 address.
  const groups = embedded ? `${text.slice(0, text.lastIndexOf(':') + 1)}0:0` : text;
  const [head = '', tail, ...more] = groups.split('::');
  if (more.length > 0) return false;
  const parts = [head, tail ?? ''].flatMap((half) => (half === '' ? [] : half.split(':')));
  if (!parts.every((part) => /^[0-9A-Fa-f]{1,4}$/.test(part))) return false;
  return tail === undefined ? parts.length === 8 : parts.length < 8;
}
