/**
 * Pattern of a Kubernetes quantity (apimachinery `resource.Quantity`): a decimal with a binary or decimal suffix, but no
 * exponent. Valid in RE2 for the CRD and in JavaScript.
 */
export const quantityPattern = '^[0-9]{1,15}(\\.[0-9]{1,9})?(m|k|M|G|T|P|Ki|Mi|Gi|Ti|Pi)?$';

const factors: Readonly<Record<string, number>> = {
  '': 1,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
  Pi: 2 ** 50,
};

/** Returns the amount in base units (cores, bytes), or undefined if the text is not a quantity. */
export function parseQuantity(text: string | number): number | undefined {
  const match = /^([0-9]+(?:\.[0-9]+)?)([a-zA-Z]*)$/.exec(String(text));
  if (match === null) return undefined;
  const [, digits = '', suffix = ''] = match;
  // Divided, not multiplied by 0.001, so that 100m and 0.1 are the same double.
  if (suffix === 'm') return Number(digits) / 1000;
  const factor = factors[suffix];
  return factor === undefined ? undefined : Number(digits) * factor;
}

/** Suffixes of the canonical forms, largest first. */
const suffixes = { binary: ['Pi', 'Ti', 'Gi', 'Mi', 'Ki', ''], decimal: ['P', 'T', 'G', 'M', 'k', '', 'm'] };

/**
 * Returns a quantity as Kubernetes writes it back (apimachinery `resource.Quantity`, canonical form): `1000m` as `1`, `1024Mi`
 * as `1Gi`, `1.5Gi` as `1536Mi`. Argo CD compares custom resources as text, so any other form would stay OutOfSync. Returns the
 * text unchanged if it is not a quantity, or if it is not a multiple of a thousandth.
 */
export function canonicalQuantity(text: string): string {
  const thousandths = readThousandths(text);
  if (thousandths === undefined) return text;
  const isBinary = /i$/.test(text) && thousandths >= 1024n * 1000n && thousandths % 1000n === 0n;
  const suffix =
    suffixes[isBinary ? 'binary' : 'decimal'].find((one) => thousandths % sizeOf(one) === 0n) ?? 'm';
  return thousandths === 0n ? '0' : `${thousandths / sizeOf(suffix)}${suffix}`;
}

/** Returns a quantity in thousandths, which are exact for every suffix; undefined if it is not a whole number of them. */
function readThousandths(text: string): bigint | undefined {
  const [, digits = '', decimals = '', suffix = ''] =
    /^([0-9]{1,15})(?:\.([0-9]{1,9}))?([a-zA-Z]*)$/.exec(text) ?? [];
  if (digits === '' || (suffix !== 'm' && factors[suffix] === undefined)) return undefined;
  const scale = 10n ** BigInt(decimals.length);
  const amount = BigInt(digits + decimals) * sizeOf(suffix);
  return amount % scale === 0n ? amount / scale : undefined;
}

/** Returns the thousandths of a suffix. */
function sizeOf(suffix: string): bigint {
  return suffix === 'm' ? 1n : BigInt(factors[suffix]!) * 1000n;
}
