/**
 * Version ranges of dependencies, as Helm reads them. Its library differs from npm's in many details: a comma joins, `>11`
 * excludes 11.x, `=>` is an operator, and a version may have two numbers or leading zeros.
 * https://github.com/Masterminds/semver/blob/v3.5.0/constraints.go
 */

/** Version as Helm reads it. Numbers have up to 64 bits. */
interface Version {
  readonly major: bigint;
  readonly minor: bigint;
  readonly patch: bigint;
  readonly pre: string;
}

/** One comparison of a range. A missing or `x` number makes it dirty. */
interface Constraint {
  readonly operator: string;
  readonly version: Version;
  readonly isDirty: boolean;
  readonly isMinorDirty: boolean;
  readonly isPatchDirty: boolean;
}

const suffix = String.raw`(-([0-9A-Za-z\-]+(?:\.[0-9A-Za-z\-]+)*))?(?:\+[0-9A-Za-z\-]+(?:\.[0-9A-Za-z\-]+)*)?`;
const looseVersion = new RegExp(String.raw`^v?([0-9]+)(\.[0-9]+)?(\.[0-9]+)?${suffix}$`);
const part = '[0-9|xX*]+';
const wildVersion = new RegExp(String.raw`^v?(${part})(\.${part})?(\.${part})?${suffix}$`);
const anyVersion = wildVersion.source.slice(1, -1).replace(/\((?!\?)/g, '(?:');
const hyphenRange = new RegExp(
  String.raw`[\t\n\f\r ]*(${anyVersion})[\t\n\f\r ]+-[\t\n\f\r ]+(${anyVersion})[\t\n\f\r ]*`,
  'g',
);
/** Operator and version, with the white space around them, up to the next comma. */
const comparison = /[\t\n\f\r ]*([=!<>~^]{0,2})[\t\n\f\r ]*([^,\t\n\f\r ]+)[\t\n\f\r ]*(,?)/y;

const maxVersionLength = 256;
const maxRangeLength = 512;
const maxGroups = 32;

/** Returns true for a version that Helm accepts in `Chart.yaml`. */
export function isHelmVersion(version: string): boolean {
  return parseVersion(version) !== undefined;
}

/** Returns true for a range that Helm accepts. */
export function isHelmRange(range: string): boolean {
  return parseRange(range) !== undefined;
}

/** Returns true if a version is in a range; false if either is invalid (Helm, `IsCompatibleRange`). */
export function isInRange(version: string, range: string): boolean {
  const parsed = parseVersion(version);
  const groups = parsed && parseRange(range);
  if (!groups) return false;
  return groups.some((constraints) => {
    const includesPre = constraints.some((constraint) => constraint.version.pre !== '');
    if (parsed.pre !== '' && !includesPre) return false;
    return constraints.every((constraint) => checks[constraint.operator]!(parsed, constraint));
  });
}

function parseVersion(text: string): Version | undefined {
  if (byteLength(text) > maxVersionLength) return undefined;
  const match = looseVersion.exec(text);
  if (!match) return undefined;
  const [, major = '', minor = '.0', patch = '.0', , pre = ''] = match;
  const numbers = [major, minor.slice(1), patch.slice(1)].map(BigInt);
  if (numbers.some((part) => part >= 1n << 64n)) return undefined;
  if (pre.split('.').some((part) => /^0[0-9]+$/.test(part))) return undefined;
  return { major: numbers[0]!, minor: numbers[1]!, patch: numbers[2]!, pre };
}

function parseRange(text: string): Constraint[][] | undefined {
  if (byteLength(text) > maxRangeLength) return undefined;
  const groups = text.replace(hyphenRange, '>= $1, <= $2 ').split('||');
  if (groups.length > maxGroups) return undefined;
  const parsed = groups.map(parseGroup);
  return parsed.every((group) => group !== undefined) ? parsed : undefined;
}

/** Parses comparisons with commas or spaces between them. Goes from left to right, so that its time is linear. */
function parseGroup(text: string): Constraint[] | undefined {
  const constraints: Constraint[] = [];
  let isComplete = false;
  comparison.lastIndex = 0;
  for (let position = 0; !isComplete; position = comparison.lastIndex) {
    const [whole, operator = '', version = '', comma = ''] = comparison.exec(text) ?? [];
    const constraint = whole === undefined ? undefined : parseOne(operator, version);
    if (!constraint) return undefined;
    constraints.push(constraint);
    isComplete = comma === '' && position + whole!.length === text.length;
  }
  return constraints;
}

function parseOne(operator: string, text: string): Constraint | undefined {
  const match = wildVersion.exec(text);
  if (!match || !Object.hasOwn(checks, operator)) return undefined;
  const [, major = '', minor = '', patch = '', dashed = ''] = match;
  const isAnyMajor = isWild(major);
  const isMinorDirty = !isAnyMajor && isWild(minor);
  const isPatchDirty = !isAnyMajor && !isMinorDirty && isWild(patch);
  const isDirty = isAnyMajor || isMinorDirty || isPatchDirty;
  const numbers = isAnyMajor ? '0.0.0' : isMinorDirty ? `${major}.0.0` : `${major}${minor}.0`;
  const version = parseVersion(isDirty ? numbers + dashed : text);
  return version && { operator, version, isDirty, isMinorDirty, isPatchDirty };
}

const isWild = (part: string): boolean => /^\.?[xX*]?$/.test(part);

const byteLength = (text: string): number => Buffer.byteLength(text);

type Check = (version: Version, constraint: Constraint) => boolean;

const checks: Readonly<Record<string, Check>> = {
  '': tildeOrEqual,
  '=': tildeOrEqual,
  '!=': notEqual,
  '>': greater,
  '<': (version, { version: limit }) => compare(version, limit) < 0,
  '>=': (version, { version: limit }) => compare(version, limit) >= 0,
  '=>': (version, { version: limit }) => compare(version, limit) >= 0,
  '<=': lessOrEqual,
  '=<': lessOrEqual,
  '~': tilde,
  '~>': tilde,
  '^': caret,
};

function notEqual(
  version: Version,
  { version: other, isDirty, isMinorDirty, isPatchDirty }: Constraint,
): boolean {
  if (isDirty) {
    if (other.major !== version.major) return true;
    if (other.minor !== version.minor && !isMinorDirty) return true;
    if (isMinorDirty) return false;
    if (other.patch !== version.patch && !isPatchDirty) return true;
    if (isPatchDirty) return comparePre(version.pre, other.pre) !== 0;
  }
  return compare(version, other) !== 0;
}

function greater(
  version: Version,
  { version: limit, isDirty, isMinorDirty, isPatchDirty }: Constraint,
): boolean {
  if (isDirty) {
    if (version.major !== limit.major) return version.major > limit.major;
    if (isMinorDirty) return false;
    if (isPatchDirty) return version.minor > limit.minor;
  }
  return compare(version, limit) > 0;
}

function lessOrEqual(version: Version, { version: limit, isDirty, isMinorDirty }: Constraint): boolean {
  if (!isDirty) return compare(version, limit) <= 0;
  if (version.major > limit.major) return false;
  return !(version.major === limit.major && version.minor > limit.minor && !isMinorDirty);
}

function tilde(version: Version, { version: base, isMinorDirty, isPatchDirty }: Constraint): boolean {
  if (compare(version, base) < 0) return false;
  const isAny = base.major === 0n && base.minor === 0n && base.patch === 0n && !isMinorDirty && !isPatchDirty;
  if (isAny) return true;
  return version.major === base.major && (version.minor === base.minor || isMinorDirty);
}

function tildeOrEqual(version: Version, constraint: Constraint): boolean {
  return constraint.isDirty ? tilde(version, constraint) : compare(version, constraint.version) === 0;
}

function caret(version: Version, { version: base, isMinorDirty, isPatchDirty }: Constraint): boolean {
  if (compare(version, base) < 0) return false;
  if (base.major > 0n || isMinorDirty) return version.major === base.major;
  if (version.major > 0n) return false;
  if (base.minor > 0n || isPatchDirty) return version.minor === base.minor;
  return version.minor === 0n && version.patch === base.patch;
}

function compare(one: Version, other: Version): number {
  for (const part of ['major', 'minor', 'patch'] as const) {
    if (one[part] !== other[part]) return one[part] < other[part] ? -1 : 1;
  }
  if (one.pre === other.pre) return 0;
  if (one.pre === '') return 1;
  if (other.pre === '') return -1;
  return comparePre(one.pre, other.pre);
}

function comparePre(one: string, other: string): number {
  const [ones, others] = [one.split('.'), other.split('.')];
  for (let index = 0; index < Math.max(ones.length, others.length); index += 1) {
    const order = comparePart(ones[index] ?? '', others[index] ?? '');
    if (order !== 0) return order;
  }
  return 0;
}

function comparePart(one: string, other: string): number {
  if (one === other) return 0;
  if (one === '') return -1;
  if (other === '') return 1;
  const [ones, others] = [toNumber(one), toNumber(other)];
  if (ones === undefined && others === undefined) return one > other ? 1 : -1;
  if (others === undefined) return -1;
  if (ones === undefined) return 1;
  return ones > others ? 1 : -1;
}

function toNumber(part: string): bigint | undefined {
  const value = /^[0-9]+$/.test(part) ? BigInt(part) : undefined;
  return value !== undefined && value < 1n << 64n ? value : undefined;
}
