/** Returns true if a number is a multiple of another, both as printed decimals: 0.3 is a multiple of 0.1. */
export function isMultipleOf(value: number, divisor: number): boolean {
  const [one, other] = [parseDecimal(value), parseDecimal(divisor)];
  const exponent = Math.min(one.exponent, other.exponent);
  return (
    (one.digits * 10n ** BigInt(one.exponent - exponent)) %
      (other.digits * 10n ** BigInt(other.exponent - exponent)) ===
    0n
  );
}

/** Splits a finite number into its printed digits and a power of ten. */
function parseDecimal(value: number): { digits: bigint; exponent: number } {
  const [mantissa = '0', exponent = '0'] = String(value).split('e');
  const [whole = '0', fraction = ''] = mantissa.split('.');
  return { digits: BigInt(whole + fraction), exponent: Number(exponent) - fraction.length };
}
