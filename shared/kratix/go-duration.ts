/** Nanoseconds of each unit. Both Unicode letters for micro are valid. */
const units: Readonly<Record<string, bigint>> = {
  ns: 1n,
  us: 1_000n,
  µs: 1_000n,
  μs: 1_000n,
  ms: 1_000_000n,
  s: 1_000_000_000n,
  m: 60_000_000_000n,
  h: 3_600_000_000_000n,
};

const maxNanoseconds = 2n ** 63n - 1n;
const part = /^(\d*)(?:(\.)(\d*))?([^.\d]*)/;

/**
 * Parses a duration as Go's `time.ParseDuration` does, which Kratix uses for `retryAfter`: `90s`, `1h30m`, `1.5h`, `100µs`,
 * `-2m`, but no days. Refuses every overflow, while Go wraps around for some sums.
 *
 * @returns nanoseconds
 * @throws RangeError if the text is not a duration or too long
 */
export function parseGoDuration(text: string): bigint {
  const negative = text.startsWith('-');
  let rest = text.replace(/^[-+]/, '');
  if (rest === '0') return 0n;
  if (rest === '') throw invalid(text, 'expected a number and a unit such as "90s"');

  let total = 0n;
  while (rest !== '') {
    const [matched, digits, point = '', fraction = '', unit] = part.exec(rest) as unknown as Part;
    if (digits === '' && fraction === '') throw invalid(text, 'expected a digit');
    if (unit === '') throw invalid(text, `missing unit after "${digits}${point}${fraction}"`);
    total += nanoseconds(digits, fraction, findUnit(unit, text));
    if (total > maxNanoseconds + (negative ? 1n : 0n)) throw invalid(text, 'longer than 292 years');
    rest = rest.slice(matched.length);
  }
  return negative ? -total : total;
}

/** Match, digits, point, fraction and unit of one part of a duration. */
type Part = [string, string, string | undefined, string | undefined, string];

function findUnit(unit: string, text: string): bigint {
  const found = Object.hasOwn(units, unit) ? units[unit] : undefined;
  if (found === undefined) throw invalid(text, `unknown unit "${unit}", expected h, m, s, ms, us or ns`);
  return found;
}

/** Returns the nanoseconds of one part. Like Go, uses a floating-point number for the fraction and truncates. */
function nanoseconds(digits: string, fraction: string, unit: bigint): bigint {
  // Go ignores digits of the fraction that do not fit into 63 bits.
  let kept = 0n;
  let scale = 1;
  for (const digit of fraction) {
    const next = kept * 10n + BigInt(digit);
    if (kept > maxNanoseconds / 10n || next > maxNanoseconds + 1n) break;
    kept = next;
    scale *= 10;
  }
  const below = kept === 0n ? 0n : BigInt(Math.trunc(Number(kept) * (Number(unit) / scale)));
  return BigInt(digits || '0') * unit + below;
}

function invalid(text: string, detail: string): RangeError {
  return new RangeError(`Parse duration "${text}": ${detail}`);
}
