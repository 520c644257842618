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
