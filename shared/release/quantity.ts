/**
 * Kubernetes quantities (apimachinery `resource.Quantity`): a decimal with a binary or decimal suffix.
 * The pattern is RE2 and JavaScript alike, without exponents, which requests do not use.
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

/** The amount in base units (cores, bytes), or undefined where the text is no quantity. */
export function parseQuantity(text: string | number): number | undefined {
  const match = /^([0-9]+(?:\.[0-9]+)?)([a-zA-Z]*)$/.exec(String(text));
  if (match === null) return undefined;
  const [, digits = '', suffix = ''] = match;
  // Divided, not multiplied by 0.001, so that 100m and 0.1 are the same double.
  if (suffix === 'm') return Number(digits) / 1000;
  const factor = factors[suffix];
  return factor === undefined ? undefined : Number(digits) * factor;
}
