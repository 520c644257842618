/** Returns the bytes of an IPv4 or IPv6 address; undefined for any other text. */
export function parseAddress(text: string): readonly number[] | undefined {
  return text.includes(':') ? parseV6(text) : parseV4(text);
}

/** Range of IP addresses in CIDR notation. */
export interface AddressRange {
  readonly bytes: readonly number[];
  /** Number of bits that all addresses of the range share. */
  readonly prefix: number;
}

/** Returns the range of a text in CIDR notation; undefined for any other text, and if it sets bits beyond the prefix. */
export function parseRange(text: string): AddressRange | undefined {
  const [, address = '', length = ''] = /^([^/]+)\/(0|[1-9][0-9]{0,2})$/.exec(text) ?? [];
  const bytes = parseAddress(address);
  const prefix = Number(length);
  if (bytes === undefined || length === '' || prefix > bytes.length * 8) return undefined;
  return bytes.every((byte, index) => byte === masked(byte, prefix - index * 8))
    ? { bytes, prefix }
    : undefined;
}

/** Returns true if a range is a part of another one, and not all of it. */
export function isPartOf(part: AddressRange, { bytes, prefix }: AddressRange): boolean {
  return (
    part.bytes.length === bytes.length &&
    part.prefix > prefix &&
    bytes.every((byte, index) => byte === masked(part.bytes[index]!, prefix - index * 8))
  );
}

/** Returns a byte with its first bits only. */
function masked(byte: number, bits: number): number {
  return byte & (0xff00 >> Math.min(8, Math.max(0, bits)));
}

function parseV4(text: string): number[] | undefined {
  const parts = text.split('.');
  const isValid = parts.length === 4 && parts.every((part) => /^(0|[1-9][0-9]{0,2})$/.test(part));
  const bytes = parts.map(Number);
  return isValid && bytes.every((byte) => byte < 256) ? bytes : undefined;
}

function parseV6(text: string): number[] | undefined {
  const [head = '', tail, ...more] = text.split('::');
  const front = groupsOf(head, tail === undefined);
  const back = groupsOf(tail ?? '', true);
  if (front === undefined || back === undefined || more.length > 0) return undefined;
  const missing = 16 - front.length - back.length;
  if (tail === undefined ? missing !== 0 : missing < 2) return undefined;
  return [...front, ...Array<number>(missing).fill(0), ...back];
}

/** Returns the bytes of some groups of an IPv6 address. At its end, the last group may be an IPv4 address. */
function groupsOf(text: string, isEnd: boolean): number[] | undefined {
  if (text === '') return [];
  const groups = text.split(':');
  const bytes: number[] = [];
  for (const [index, group] of groups.entries()) {
    const mapped = isEnd && index === groups.length - 1 ? parseV4(group) : undefined;
    if (mapped !== undefined) bytes.push(...mapped);
    else if (/^[0-9a-fA-F]{1,4}$/.test(group))
      bytes.push(Number.parseInt(group, 16) >> 8, Number.parseInt(group, 16) & 0xff);
    else return undefined;
  }
  return bytes;
}
