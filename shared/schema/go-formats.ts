import { isEscaped, isIPv6, parseGoURL } from './go-url.ts';

/**
 * Formats that Helm's JSON Schema library asserts in draft-04 to draft-07, with its rules. It ignores every other format.
 * `regex` is not among them, because it needs the engine for patterns.
 */
export const goFormats: Readonly<Record<string, (text: string) => boolean>> = {
  'json-pointer': isPointer,
  'relative-json-pointer': (text) => /^(?:0|[1-9][0-9]*)(?:#|(?:\/(?:[^~]|~[01])*)?)$/s.test(text),
  uuid: (text) => /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text),
  duration: isDuration,
  period: isPeriod,
  ipv4: isDecimalQuad,
  ipv6: isIPv6,
  hostname: isHostname,
  email: isEmail,
  date: isDate,
  time: isTime,
  'date-time': isDateTime,
  uri: isURI,
  iri: isURI,
  'uri-reference': isURIReference,
  'iri-reference': isURIReference,
  'uri-template': isURITemplate,
  semver: isSemver,
};

function isPointer(text: string): boolean {
  return text === '' || /^\/(?:[^~]|~[01])*$/s.test(text);
}

function isDuration(text: string): boolean {
  if (/^P[0-9]+W$/.test(text)) return true;
  const time = '(?:T(?=[0-9])(?:[0-9]+H)?(?:[0-9]+M)?(?:[0-9]+S)?)?';
  return new RegExp(`^P(?=.)(?:[0-9]+Y)?(?:[0-9]+M)?(?:[0-9]+D)?${time}$`).test(text);
}

function isPeriod(text: string): boolean {
  const slash = text.indexOf('/');
  if (slash < 0) return false;
  const [start, end] = [text.slice(0, slash), text.slice(slash + 1)];
  if (start.startsWith('P')) return isDuration(start) && isDateTime(end);
  return isDateTime(start) && (end.startsWith('P') ? isDuration(end) : isDateTime(end));
}

/** Returns true for an IPv4 address as Go parses it: each number may have a sign. */
function isDecimalQuad(text: string): boolean {
  const groups = text.split('.');
  return (
    groups.length === 4 &&
    groups.every((group) => /^(?!0.)(?:\+?\d+|-0+)$/.test(group) && Number(group) <= 255)
  );
}

function isHostname(text: string): boolean {
  const host = text.endsWith('.') ? text.slice(0, -1) : text;
  return (
    host.length <= 253 && host.split('.').every((label) => /^(?!-)[A-Za-z0-9-]{1,63}$(?<!-)/.test(label))
  );
}

function isEmail(text: string): boolean {
  const at = text.lastIndexOf('@');
  if (at < 0 || Buffer.byteLength(text) > 254) return false;
  const [local, domain] = [text.slice(0, at), text.slice(at + 1)];
  if (Buffer.byteLength(local) > 64) return false;
  const isQuoted = local.length > 1 && local.startsWith('"') && local.endsWith('"');
  if (
    isQuoted
      ? /[\\"]/.test(local.slice(1, -1))
      : !/^(?!\.)(?!.*\.\.)[\w.!#$%&'*+/=?^`{|}~-]*$(?<!\.)/.test(local)
  )
    return false;
  const literal = /^\[(.*)\]$/s.exec(domain)?.[1];
  if (literal === undefined) return isHostname(domain);
  return literal.startsWith('IPv6:') ? isIPv6(literal.slice(5)) : isDecimalQuad(literal);
}

function isDate(text: string): boolean {
  const [, year, month, day] = (/^(\d{4})-(\d\d)-(\d\d)$/.exec(text) ?? []).map(Number);
  if (year === undefined || month === undefined || day === undefined || month < 1 || month > 12) return false;
  const isLeap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  const days = month === 2 ? (isLeap ? 29 : 28) : [4, 6, 9, 11].includes(month) ? 30 : 31;
  return day >= 1 && day <= days;
}

function isTime(text: string): boolean {
  // Go accepts a sign before each number.
  const parts =
    /^(\+\d|-0|\d\d):(\+\d|-0|\d\d):(\+\d|-0|\d\d)(?:\.\d+)?(?:z|([+-])(\+\d|-0|\d\d):(\+\d|-0|\d\d))$/i.exec(
      text,
    );
  if (!parts) return false;
  const [hour, minute, second] = [parts[1], parts[2], parts[3]].map(Number) as [number, number, number];
  const [offsetHour, offsetMinute] = [Number(parts[5] ?? 0), Number(parts[6] ?? 0)];
  if (hour > 23 || minute > 59 || second > 60 || offsetHour > 23 || offsetMinute > 59) return false;
  if (second < 60) return true;
  const offset = (parts[4] === '-' ? 1 : -1) * (offsetHour * 60 + offsetMinute);
  const time = hour * 60 + minute + offset;
  return (time < 0 ? time + 24 * 60 : time) === 23 * 60 + 59;
}

function isDateTime(text: string): boolean {
  return /^.{10}t/is.test(text) && isDate(text.slice(0, 10)) && isTime(text.slice(11));
}

function isURL(text: string): boolean {
  const [before = '', ...fragments] = text.split('#');
  const authority = parseGoURL(before)?.authority ?? '';
  return parseGoURL(before) !== undefined && isEscaped(fragments.join('#')) && hasPlainHost(authority);
}

/** Returns true unless an address has a zone, or is not in brackets. */
function hasPlainHost(authority: string): boolean {
  const host = authority.slice(authority.lastIndexOf('@') + 1);
  return host.startsWith('[') ? !host.includes('%25') : !host.replace(/:[0-9]*$/, '').includes(':');
}

function isURI(text: string): boolean {
  return isURL(text) && parseGoURL(text.split('#')[0] ?? '')?.scheme !== '';
}

function isURIReference(text: string): boolean {
  return !text.includes('\\') && isURL(text);
}

/** The library looks for braces in paths only, and not in a path that Go would print with the same escapes. */
function isURITemplate(text: string): boolean {
  if (!isURL(text)) return false;
  const path = parseGoURL(text.split('#')[0] ?? '')?.path ?? '';
  const decoded = path.replace(/%[0-9A-F]{2}/g, (triplet) => (isPathCharacter(triplet) ? '{' : ''));
  if (isPathCharacters(decoded)) return true;
  const braces = path.replace(/%7b/gi, '{').replace(/%7d/gi, '}');
  return braces.split('/').every((step) => /^[^{}]*(?:\{[^{}]*\}[^{}]*)*$/.test(step));
}

function isPathCharacter(triplet: string): boolean {
  return isPathCharacters(String.fromCharCode(Number.parseInt(triplet.slice(1), 16)));
}

function isPathCharacters(text: string): boolean {
  return /^[\w.~$&+,/:;=@-]*$/.test(text);
}

function isSemver(text: string): boolean {
  const build = '(?:\\+[0-9A-Za-z-]+(?:\\.[0-9A-Za-z-]+)*)?';
  const number = '(?:0|[1-9][0-9]*)';
  const identifier = `(?:${number}|[0-9]*[A-Za-z-][0-9A-Za-z-]*)`;
  const preRelease = `(?:-${identifier}(?:\\.${identifier})*)?`;
  return new RegExp(`^${number}\\.${number}\\.${number}${preRelease}${build}$`).test(text);
}
